//! Tests of the pass over HTML.

use proptest::prelude::*;

use super::*;

fn facts(html: &str) -> Facts {
    Facts::read("a.html", html.as_bytes().into())
}

fn targets(html: &str) -> Vec<String> {
    let facts = facts(html);
    facts.links.iter().map(|l| facts.target(l).into_owned()).collect()
}

#[test]
fn links_of_all_kinds() {
    let html = "<a href=x>1</a><A HREF='y z'>2</A><a title=\"a > b\" href=\"q?a=1&amp;b=2#c\">3</a>\
        <img alt=t src=i.png srcset=\"j.png 1x, k.png 2x\"><video poster=p.png src=v.mp4></video><source srcset='m,n 2x'>\
        <link rel=stylesheet href=s.css><link rel=\"preconnect\" href=\"//h\"><script src=\"t.js\">'<a href=no>'</script>\
        <iframe src=f></iframe><div style=\"background:url('u.png')\"></div><style>b{c:url(w.png)}</style>";
    let want = [
        "x",
        "y z",
        "q?a=1&b=2#c",
        "i.png",
        "j.png",
        "k.png",
        "v.mp4",
        "p.png",
        "m,n",
        "s.css",
        "t.js",
        "f",
        "u.png",
        "w.png",
    ];
    assert_eq!(targets(html), want);
}

#[test]
fn what_is_no_link() {
    let html =
        "<!-- <a href=no> --><textarea><a href=no></textarea><p data-href=no>a < b <a>c</a></p>&lt;a href=no&gt;<!doctype html>";
    assert!(targets(html).is_empty());
}

#[test]
fn ids_titles_headings_and_images() {
    let html = "<title> A &amp; B </title><meta name=description content='D'><meta name=robots content=noindex><base href=/x/>\
        <h1 id=one>1</h1><h3 id='zwei&#33;'>2</h3><a name=old></a><input name=no><svg><title>S</title></svg>\
        <img src=a><img src=b alt=''><img src=c alt=c><img src=d aria-hidden=true>";
    let facts = facts(html);
    assert_eq!(
        (facts.title.as_str(), facts.description.as_str(), facts.noindex),
        ("A & B", "D", true)
    );
    assert_eq!(facts.base.as_deref(), Some("/x/"));
    assert!(facts.has_id("one") && facts.has_id("zwei!") && facts.has_id("old") && !facts.has_id("no"));
    assert_eq!(facts.headings.iter().map(|h| h.0).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(facts.without_alt.iter().map(|i| i.empty).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn addresses_in_xml() {
    let xml = "<?xml version=\"1.0\"?><urlset><url><loc> https://e.org/a </loc><xhtml:link rel=\"alternate\" href=\"https://e.org/zh\"/>\
        </url><item><link>https://e.org/b</link><description>&lt;a href=no&gt;</description></item></urlset>";
    let facts = Facts::read("a.xml", xml.as_bytes().into());
    let found: Vec<_> = facts.links.iter().map(|l| facts.target(l).into_owned()).collect();
    assert_eq!(found, ["https://e.org/a", "https://e.org/zh", "https://e.org/b"]);
}

proptest! {
    #[test]
    fn any_text_can_be_read(text in "(<|>|a|/|!|-|=|\"|'| |href|img|style|script|title|&|;|#|é|url\\()*") {
        let facts = facts(&text);
        for link in &facts.links {
            facts.target(link);
        }
        Facts::read("a.xml", text.as_bytes().into());
        Facts::read("a.css", text.as_bytes().into());
    }
}
