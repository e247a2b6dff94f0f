//! Of packing: nothing is lost, nothing overlaps, headings stay with what follows, last pages are level.

use proptest::prelude::*;

use super::*;

fn block(head: f64) -> Item {
    Item {
        head,
        gap: 4.0,
        span: 1,
        ..Item::default()
    }
}

fn heading() -> Item {
    Item {
        keeps: true,
        gap: 8.0,
        ..block(12.0)
    }
}

fn table(rows: usize) -> Item {
    Item {
        again: 10.0,
        rows: vec![10.0; rows],
        foot: 5.0,
        splits: true,
        ..block(10.0)
    }
}

const ROOM: Room = Room {
    columns: 3,
    first: 90.0,
    others: 100.0,
    stretch: 0.0,
};

fn places(packed: &Packed) -> Vec<Vec<(u8, usize, usize, usize)>> {
    let page = |p: &Page| {
        let of_lane = |l: &Lane| {
            l.pieces
                .iter()
                .map(|p| (l.column, p.item, p.rows.start, p.rows.end))
                .collect::<Vec<_>>()
        };
        p.lanes.iter().flat_map(of_lane).collect()
    };
    packed.pages.iter().map(page).collect()
}

#[test]
fn a_heading_goes_with_its_first_block() {
    let packed = pack(
        &[block(60.0), heading(), block(30.0), block(50.0), block(80.0), block(10.0)],
        ROOM,
    );
    assert_eq!(
        places(&packed),
        [
            vec![(0, 0, 0, 0), (1, 1, 0, 0), (1, 2, 0, 0), (2, 3, 0, 0)],
            vec![(0, 4, 0, 0), (1, 5, 0, 0)]
        ]
    );
}

#[test]
fn tables_go_on_with_two_rows_at_least_on_either_side() {
    let packed = pack(&[block(50.0), table(14)], Room { columns: 1, ..ROOM });
    assert_eq!(
        places(&packed),
        [vec![(0, 0, 0, 0), (0, 1, 0, 2)], vec![(0, 1, 2, 11)], vec![(0, 1, 11, 14)]]
    );
    assert_eq!(packed.tall, [0usize; 0]);
}

#[test]
fn the_last_page_is_level() {
    let packed = pack(&vec![block(10.0); 9], ROOM);
    let page = &packed.pages[0];
    assert!(page.lanes.iter().all(|l| l.pieces.len() == 3), "{:?}", places(&packed));
}

#[test]
fn breaks_and_spans() {
    let column = Item {
        break_: Break::Column,
        ..block(10.0)
    };
    let page = Item {
        break_: Break::Page,
        ..block(10.0)
    };
    let wide = Item { span: 2, ..block(40.0) };
    let all = Item { span: 3, ..block(20.0) };
    let packed = pack(&[block(10.0), column, page, wide, block(10.0), all], ROOM);
    assert_eq!(
        places(&packed),
        [
            vec![(0, 0, 0, 0), (1, 1, 0, 0)],
            vec![(0, 2, 0, 0), (0, 3, 0, 0), (2, 4, 0, 0), (0, 5, 0, 0)]
        ]
    );
    let lanes = &packed.pages[1].lanes;
    let wide = lanes.iter().find(|l| l.span == 2).expect("a wide lane");
    assert_eq!((wide.top, wide.bottom), (14.0, 54.0));
}

#[test]
fn what_is_too_tall_is_told() {
    let packed = pack(&[block(10.0), block(200.0), block(10.0)], ROOM);
    assert_eq!(packed.tall, [1]);
    assert_eq!(places(&packed).concat().len(), 3);
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let item = (0..4u8, 5.0f64..70.0, 0usize..20, 0..10u8, 0..20u8).prop_map(|(kind, head, rows, span, break_)| {
        let item = match kind {
            0 => heading(),
            1 => table(rows),
            _ => block(head),
        };
        let item = Item {
            span: if span == 0 { 2 } else { 1 },
            break_: match break_ {
                0 => Break::Page,
                1 => Break::Column,
                _ => Break::Auto,
            },
            ..item
        };
        // A group has a block at least.
        let follows = item.keeps.then(|| Item {
            span: item.span,
            ..block(head)
        });
        [Some(item), follows].into_iter().flatten().collect::<Vec<_>>()
    });
    prop::collection::vec(item, 0..30).prop_map(|groups| groups.concat())
}

/// How high a heading is with all that has to follow it.
fn chain(items: &[Item]) -> f64 {
    let headings = items.iter().take_while(|i| i.keeps).count();
    items.iter().take(headings + 1).map(|i| i.gap + i.whole()).sum()
}

proptest! {
    #[test]
    fn everything_once_in_order_and_inside(items in items(), columns in 1u8..5) {
        let packed = pack(&items, Room { columns, stretch: 0.5, ..ROOM });
        let mut seen: Vec<Vec<std::ops::Range<usize>>> = vec![Vec::new(); items.len()];
        for page in &packed.pages {
            for lane in &page.lanes {
                prop_assert!(lane.column + lane.span <= columns);
                let mut y = lane.top - 0.001;
                for piece in &lane.pieces {
                    prop_assert!(piece.y >= y - 0.001, "pieces overlap");
                    y = piece.y + piece.height;
                    prop_assert!(y <= page.height + 0.1 || packed.tall.contains(&piece.item), "reaches out of the page");
                    seen[piece.item].push(piece.rows.clone());
                }
                let last = lane.pieces.last().map(|p| &items[p.item]);
                let ends = lane.pieces.last().is_some_and(|p| p.item + 1 == items.len());
                let next_breaks = lane.pieces.last().and_then(|p| items.get(p.item + 1)).is_some_and(|i| i.break_ != Break::Auto || i.span != 1);
                let alone = lane.pieces.last().is_some_and(|p| chain(&items[p.item..]) > 85.0);
                prop_assert!(!last.is_some_and(|i| i.keeps && i.span == 1) || ends || next_breaks || alone, "a heading ends a lane");
            }
        }
        for (item, rows) in items.iter().zip(&seen) {
            prop_assert!(!rows.is_empty());
            prop_assert_eq!(rows.iter().map(|r| r.len()).sum::<usize>(), item.rows.len());
            prop_assert!(item.splits || rows.len() == 1);
        }
    }
}
