### The words of the default theme. A site overrides any of them in its own i18n/en.ftl.
### For translators: text between { and } is filled in; keep it. Sentences are shown as plain text, without markup.

## Every page (base.html)

skip-to-content = Skip to content
menu-main = Main menu
menu-pages = Pages
# The button that opens the list of languages. $language: the language of this page, in its own words.
language-switch = Language: { $language }
# Beside a language that this page has not been written in: its link leads to that language's home page.
language-home-only = (home page)
feed = Feed
# $name: the program that made the site, with its version.
made-with = Made with { $name }

## Buttons that JavaScript adds (site.js)

code-copy = Copy
code-copied = Copied
heading-link = Link to this section
theme-auto = Colours: as the system
theme-light = Colours: light
theme-dark = Colours: dark

## Around the text of a page

breadcrumbs = You are here
toc = On this page
pager = Next and previous page
previous = Previous
next = Next
# Before a date.
last-changed = Last changed
draft = Draft
draft-notice = This page is not published yet. Only a preview shows it.
# $language: the language of the page's frame; $name: the language of the words. Both in their own words. A link with $name follows.
fallback-notice = This page is not available in { $language } yet, so it is shown in { $name }. Read it there:
# On a translation that is behind. A link with stale-link follows.
stale-notice = The original of this page has changed since it was translated.
# $name: the language that it was made from, in its own words.
stale-link = Read it in { $name }
# Before a list of sections.
stale-sections = What changed:
# In that list: the text before the first heading.
stale-beginning = The beginning
# $count: minutes.
reading-time = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
# On a section of the sidebar; $title: its title.
nav-toggle = Show or hide the pages of { $title }
# The line of a `details` box that has no summary of its own.
details = Details

# The arrow from a band of a page to the one below it.
next-band = Read on

## Lists of pages (section, taxonomy, term)

pages-count = { $count ->
    [one] { $count } page
   *[other] { $count } pages
}
list-empty = Nothing here yet.

## Page not found (404.html)

not-found-title = Page not found
not-found-text = The page that you are looking for has moved, or was never here.
not-found-home = To the home page

## Feeds (feed.xml)

# $name: the title of what the feed is of.
feed-description = What is new in { $name }

## Cheatsheets (sheet.html)

sheet-groups = Groups of this sheet
sheet-print = Print
sheet-paper = Paper
# $version: a version of Falco; $date: the day on which somebody checked the sheet against it.
sheet-verified = checked with { $version }
sheet-verified-on = checked with { $version } on { $date }
# The sheet page's own tools. $count, $total: numbers of blocks; $block: the short code of one, such as W3.
sheet-filter = Filter blocks
sheet-filter-count = { $count } of { $total } blocks
sheet-filter-none = No block has these words; Escape shows all
sheet-choose = Choose { $block } for print
sheet-print-chosen = Print chosen ({ $count })
sheet-clear = Choose none
sheet-copy-link = Copy the link to this block
sheet-link-copied = Link copied
sheet-files = Also as
sheet-text = text
sheet-danger = Danger
sheet-since = since { $version }
# Exclusive: the block no longer holds from that version on.
sheet-until = until { $version }
sheet-macro = macro
sheet-list = list
sheet-output = Output
sheet-flag = Flag
sheet-key = Key
sheet-field = Field
sheet-meaning = Meaning
sheet-default = default
# Beside a command: the rule that has to fire when it is run. $rule: its name, never translated.
sheet-expect = fires: { $rule }
sheet-source = source: { $name }
sheet-disabled = off by default
sheet-exceptions = Exceptions
sheet-hooks = Where to tune it
# $count: how many lines of a condition are not shown.
sheet-more = { $count ->
    [one] … 1 more clause
   *[other] … { $count } more clauses
}
# Behind the title of a block on paper that began in the column before.
sheet-continued = (continued)
# A download of the sheet. $paper: A4.
sheet-pdf-colour = PDF, { $paper }
sheet-pdf-mono = PDF, { $paper }, black and white
sheet-pdf-large = PDF, { $paper }, large print
sheet-pdf-bilingual = PDF, { $paper }, bilingual
sheet-pdf-pages = { $pages ->
    [one] { $pages } page
   *[other] { $pages } pages
}
sheet-see-also = See also:
# The marks on words whose translation is not in step with the source. Shown when the pointer rests on one.
sheet-stale-title = The source has changed since this was translated; the source words are shown
sheet-missing-title = Not translated yet; the source words are shown
# The same, counted in the footer after the mark.
sheet-stale = { $count ->
    [one] { $count } text changed in the source since it was translated
   *[other] { $count } texts changed in the source since they were translated
}
sheet-missing = { $count ->
    [one] { $count } text not translated yet
   *[other] { $count } texts not translated yet
}

## How far a translation is (translation.html)

# $language: the language, in its own words.
progress-title = Translation into { $language }
# $source: the language that is translated from, in its own words.
progress-lead = { $current } of { $pages } pages say what the { $source } original says.
# What the bar shows, for those who do not see it.
progress-bar = { $current } up to date, { $stale } behind, { $unpinned } not known, { $missing } missing
progress-current = up to date
progress-stale = behind
# A translation that does not say what it was made from.
progress-unpinned = not known
progress-missing = missing
# A page that the original does not have.
progress-orphan = in this language only
progress-words = Words to translate: { $behind } of { $words }
progress-page = Page
progress-state = State
progress-changed = What changed
progress-count = Words
