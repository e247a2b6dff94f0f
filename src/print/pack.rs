//! Heights to pages: units flow through the lanes of one page after the other, in order. Pure arithmetic.
//!
//! Every page but the last is filled from the left; the lanes of the last are levelled. A heading stays with what follows. Only units
//! that may be cut are, between rows, and what repeats their head is counted.

use crate::sheet::file::Break;

/// A unit's heights, in points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    /// All of it, or what is above its rows.
    pub head: f64,
    /// What stands above its rows where it goes on.
    pub again: f64,
    pub rows: Vec<f64>,
    /// What is below its rows.
    pub foot: f64,
    /// Left free above it, where it is not the first of its lane.
    pub gap: f64,
    /// It may be cut between rows.
    pub splits: bool,
    /// It is a heading.
    pub keeps: bool,
    /// How many columns it takes.
    pub span: u8,
    pub break_: Break,
}

/// A unit, or some rows of it, at its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    pub item: usize,
    /// The rows that it shows.
    pub rows: std::ops::Range<usize>,
    /// From the top of the page's body.
    pub y: f64,
    pub height: f64,
}

/// Pieces below each other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lane {
    /// The column that it begins at, from 0, and how many it takes.
    pub column: u8,
    pub span: u8,
    pub pieces: Vec<Piece>,
    /// Where it begins and could end.
    pub top: f64,
    pub bottom: f64,
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    pub height: f64,
    pub lanes: Vec<Lane>,
}

/// All pages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Packed {
    pub pages: Vec<Page>,
    /// Units that are taller than a lane.
    pub tall: Vec<usize>,
}

/// The room that there is.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    pub columns: u8,
    /// Of the first page's body, and of all others'.
    pub first: f64,
    pub others: f64,
    /// The most that a gap is widened to make the lanes of a page end alike.
    pub stretch: f64,
}

/// So much too tall is the fault of adding up.
const SLACK: f64 = 0.01;

/// Rows that stay together at either end of a cut.
const TOGETHER: usize = 2;

/// Where a flow goes on: a unit, and a row of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Cursor {
    item: usize,
    row: usize,
}

impl Item {
    /// From a row on.
    fn rest(&self, row: usize) -> f64 {
        self.above(row) + self.rows[row.min(self.rows.len())..].iter().sum::<f64>() + self.foot
    }

    fn above(&self, row: usize) -> f64 {
        if row == 0 { self.head } else { self.again }
    }

    /// All of it.
    pub fn whole(&self) -> f64 {
        self.rest(0)
    }

    fn can_split(&self) -> bool {
        self.splits && self.rows.len() >= 2 * TOGETHER
    }
}

/// Put all units on pages.
pub fn pack(items: &[Item], room: Room) -> Packed {
    let mut packer = Packer {
        items,
        room,
        packed: Packed::default(),
        y: 0.0,
    };
    packer.open_page();
    let mut at = Cursor { item: 0, row: 0 };
    while at.item < items.len() {
        let end = packer.segment_end(at.item);
        at = packer.segment(at, end);
    }
    let mut packed = packer.packed;
    packed.tall = tall(&packed.pages);
    for page in &mut packed.pages {
        stretch(page, items, room.stretch);
    }
    packed
}

struct Packer<'a> {
    items: &'a [Item],
    room: Room,
    packed: Packed,
    /// Where the next band of lanes begins on the last page.
    y: f64,
}

impl Packer<'_> {
    fn open_page(&mut self) {
        let height = if self.packed.pages.is_empty() {
            self.room.first
        } else {
            self.room.others
        };
        self.packed.pages.push(Page {
            height,
            lanes: Vec::new(),
        });
        self.y = 0.0;
    }

    fn page(&mut self) -> &mut Page {
        let last = self.packed.pages.len() - 1;
        &mut self.packed.pages[last]
    }

    /// The first unit behind those that flow through the same lanes.
    fn segment_end(&self, start: usize) -> usize {
        let span = self.items[start].span;
        let ends = |i: &usize| self.items[*i].span != span || self.items[*i].break_ == Break::Page;
        (start + 1..self.items.len()).find(ends).unwrap_or(self.items.len())
    }

    /// The lanes for units of a span: as many as go side by side, and one of what is left.
    fn lanes(&self, span: u8) -> (Vec<Lane>, Option<Lane>) {
        let columns = self.room.columns.max(1);
        let span = span.clamp(1, columns);
        let lane = |column: u8, span: u8| Lane {
            column,
            span,
            ..Lane::default()
        };
        let lanes = (0..columns / span).map(|i| lane(i * span, span)).collect();
        let left = columns % span;
        (lanes, (left > 0).then(|| lane(columns - left, left)))
    }

    /// Place the units from a cursor to an end, on as many pages as it takes. Gives where the next segment goes on: behind the end
    /// when a lane beside a wide segment has taken some of its units.
    fn segment(&mut self, start: Cursor, end: usize) -> Cursor {
        let first = &self.items[start.item];
        if first.break_ == Break::Page && start.row == 0 && self.y > 0.0 {
            self.open_page();
        }
        let (lanes, side) = self.lanes(first.span);
        let mut at = start;
        loop {
            let height = self.page().height;
            let top = if self.y > 0.0 { self.y + self.items[at.item].gap } else { 0.0 };
            let room = height - top;
            if self.y > 0.0 && !self.begins_well(at, room) {
                self.open_page();
                continue;
            }
            let (filled, to) = self.fill_all(&lanes, at, end, room, top == 0.0);
            if to.item >= end {
                let filled = self.level(&lanes, at, end, room).unwrap_or(filled);
                let used = filled.iter().map(used).fold(0.0, f64::max);
                let next = self.beside(side, end, used);
                self.keep(filled, next.0, top, used);
                return next.1;
            }
            self.keep(filled, None, top, room);
            self.open_page();
            at = to;
        }
    }

    /// Whether the next unit fits below a band.
    fn begins_well(&self, at: Cursor, room: f64) -> bool {
        self.need(at) <= room + SLACK
    }

    /// Add a band of lanes to the page.
    fn keep(&mut self, filled: Vec<Lane>, side: Option<Lane>, top: f64, height: f64) {
        for mut lane in filled.into_iter().chain(side) {
            lane.top = top;
            lane.bottom = top + height;
            lane.pieces.iter_mut().for_each(|p| p.y += top);
            self.page().lanes.push(lane);
        }
        self.y = top + height;
    }

    /// Fill what a wide segment leaves free with the units behind it, no lower than that.
    fn beside(&mut self, side: Option<Lane>, end: usize, height: f64) -> (Option<Lane>, Cursor) {
        let next = Cursor { item: end, row: 0 };
        let fits = |lane: &Lane| {
            self.items
                .get(end)
                .is_some_and(|i| i.span == lane.span && i.break_ != Break::Page)
        };
        let Some(mut lane) = side.filter(fits) else {
            return (None, next);
        };
        if self.need(next) > height + SLACK {
            return (None, next);
        }
        let to = self.fill(&mut lane, next, self.segment_end(end), height, false);
        (Some(lane), to)
    }

    /// The lowest height at which the lanes of a page take all units; the one where they end most alike wins.
    fn level(&self, lanes: &[Lane], at: Cursor, end: usize, room: f64) -> Option<Vec<Lane>> {
        let takes = |height: f64| {
            let (filled, to) = self.fill_all(lanes, at, end, height, false);
            let over = filled.iter().any(|l| used(l) > height + SLACK);
            (to.item >= end && !over).then_some(filled)
        };
        let (mut low, mut high) = (0.0, room);
        let mut best = takes(room)?;
        for _ in 0..24 {
            let middle = (low + high) / 2.0;
            match takes(middle) {
                Some(filled) => {
                    best = filled;
                    high = middle;
                }
                None => low = middle,
            }
        }
        Some(best)
    }

    fn fill_all(&self, lanes: &[Lane], from: Cursor, end: usize, height: f64, force: bool) -> (Vec<Lane>, Cursor) {
        let mut at = from;
        let mut filled = lanes.to_vec();
        for lane in &mut filled {
            at = self.fill(lane, at, end, height, force);
        }
        (filled, at)
    }

    /// Fill one lane. With `force`, one that would stay empty takes its first unit whether it fits or not: there is no higher lane.
    fn fill(&self, lane: &mut Lane, from: Cursor, end: usize, height: f64, force: bool) -> Cursor {
        let mut at = from;
        let mut y = 0.0;
        while at.item < end {
            let item = &self.items[at.item];
            let begins = lane.pieces.is_empty();
            let only_headings = lane.pieces.iter().all(|p| self.items[p.item].keeps);
            if item.break_ == Break::Column && at.row == 0 && !begins {
                break;
            }
            y += if begins { 0.0 } else { item.gap };
            let room = height - y;
            let rows = match self.rows_that_fit(at, room) {
                Some(rows) => rows,
                None if force && only_headings && (begins || !item.keeps) => self.forced(at, room),
                None => break,
            };
            let ends = rows.end == item.rows.len();
            let tall = item.above(at.row) + item.rows[rows.clone()].iter().sum::<f64>() + if ends { item.foot } else { 0.0 };
            lane.pieces.push(Piece {
                item: at.item,
                rows: rows.clone(),
                y,
                height: tall,
            });
            y += tall;
            if !ends {
                return Cursor {
                    item: at.item,
                    row: rows.end,
                };
            }
            at = Cursor {
                item: at.item + 1,
                row: 0,
            };
        }
        at
    }

    /// The least height at which the unit can begin: a heading with what follows it, a table with its first rows.
    fn need(&self, at: Cursor) -> f64 {
        let item = &self.items[at.item];
        if item.keeps
            && let Some(next) = self.items.get(at.item + 1)
        {
            let follows = Cursor {
                item: at.item + 1,
                row: 0,
            };
            return item.whole() + next.gap + self.need(follows);
        }
        let left = item.rows.len() - at.row.min(item.rows.len());
        match item.can_split() && left >= 2 * TOGETHER {
            true => item.above(at.row) + item.rows[at.row..at.row + TOGETHER].iter().sum::<f64>(),
            false => item.rest(at.row),
        }
    }

    /// The rows of a unit that fit, all of them if it is not cut; `None` when it has to stand elsewhere.
    fn rows_that_fit(&self, at: Cursor, room: f64) -> Option<std::ops::Range<usize>> {
        let item = &self.items[at.item];
        let all = at.row..item.rows.len();
        let fits = |height: f64| height <= room + SLACK;
        if item.keeps {
            return fits(self.need(at)).then_some(all);
        }
        if fits(item.rest(at.row)) {
            return Some(all);
        }
        if !item.can_split() {
            return None;
        }
        let mut height = item.above(at.row);
        let mut to = at.row;
        while to < item.rows.len() && fits(height + item.rows[to]) {
            height += item.rows[to];
            to += 1;
        }
        let to = to.min(item.rows.len() - TOGETHER);
        (to >= at.row + TOGETHER).then_some(at.row..to)
    }

    /// What stands in an empty lane although it does not fit: the rows that do, at least one.
    fn forced(&self, at: Cursor, room: f64) -> std::ops::Range<usize> {
        let item = &self.items[at.item];
        if !item.splits || item.rows.is_empty() {
            return at.row..item.rows.len();
        }
        let mut height = item.above(at.row) + item.rows[at.row];
        let mut to = at.row + 1;
        while to < item.rows.len() && height + item.rows[to] <= room {
            height += item.rows[to];
            to += 1;
        }
        at.row..to
    }
}

/// The units that reach below their page.
fn tall(pages: &[Page]) -> Vec<usize> {
    let below = |page: &Page| {
        let pieces = page.lanes.iter().flat_map(|l| &l.pieces);
        pieces
            .filter(|p| p.y + p.height > page.height + 2.0 * SLACK)
            .map(|p| p.item)
            .collect::<Vec<_>>()
    };
    let mut tall: Vec<usize> = pages.iter().flat_map(below).collect();
    tall.dedup();
    tall
}

/// How far down a lane reaches, from its top.
fn used(lane: &Lane) -> f64 {
    lane.pieces.last().map_or(0.0, |p| p.y + p.height)
}

impl Lane {
    /// How much of it is covered, gaps included.
    pub fn used(&self) -> f64 {
        self.pieces.last().map_or(0.0, |p| p.y + p.height - self.top)
    }
}

/// Widen the gaps of each lane, a little, so that the lanes of a band end alike.
fn stretch(page: &mut Page, items: &[Item], most: f64) {
    let bands: Vec<f64> = page.lanes.iter().map(|l| l.top).collect();
    for top in bands {
        let lanes = page.lanes.iter().filter(|l| l.top == top);
        let target = lanes.map(|l| l.used()).fold(0.0, f64::max);
        for lane in page.lanes.iter_mut().filter(|l| l.top == top && l.used() < target) {
            let gaps: f64 = lane.pieces.iter().skip(1).map(|p| items[p.item].gap).sum();
            let extra = (target - lane.used()).min(gaps * most);
            let mut moved = 0.0;
            for piece in lane.pieces.iter_mut().skip(1) {
                moved += extra * items[piece.item].gap / gaps;
                piece.y += moved;
            }
        }
    }
}

#[cfg(test)]
mod tests;
