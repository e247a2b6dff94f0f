//! The command line as data. No behaviour lives here.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// A static documentation and cheatsheet site generator.
#[derive(Debug, Parser)]
#[command(
    name = "stoop",
    version,
    about,
    max_term_width = 100,
    after_help = "\
Examples:
  stoop init my-docs          make a small site in two languages
  stoop serve --open          preview it; edits appear as you save
  stoop build                 publish it to public/
  stoop check                 everything but writing

Exit status: 0 good, 1 the site has errors, 2 the call is wrong."
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a small working site: two languages, a few pages, one cheatsheet
    #[command(after_help = "Example:\n  stoop init my-docs && stoop serve --root my-docs --open")]
    Init {
        /// The folder to make; it must be empty or not there yet
        #[arg(default_value = ".")]
        dir: PathBuf,
    },
    /// Make a configuration from that of another generator, and tell what will differ
    #[command(after_help = "Example:\n  stoop import hugo . && stoop build")]
    Import {
        #[command(subcommand)]
        from: ImportFrom,
    },
    /// Make a new page or cheatsheet, as a draft
    #[command(after_help = "Examples:\n  stoop new doc docs/install.md\n  stoop new sheet cheatsheets/rules --lang zh")]
    New {
        /// What to make
        kind: NewKind,
        /// Where in the content tree, such as docs/install.md
        path: String,
        /// The language to make it in; the default language if not given
        #[arg(long)]
        lang: Option<String>,
        #[command(flatten)]
        site: SiteArgs,
    },
    /// Publish the site to a folder
    #[command(
        after_help = "Examples:\n  stoop build\n  stoop build --base-url https://example.org/docs/ --out dist\n  stoop build --drafts --format json"
    )]
    Build {
        #[command(flatten)]
        site: SiteArgs,
        #[command(flatten)]
        content: ContentArgs,
        /// Where to publish [default: public, in the site's folder]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        #[command(flatten)]
        gate: GateArgs,
        #[command(flatten)]
        report: ReportArgs,
    },
    /// Do everything that build does, but write nothing
    #[command(
        after_help = "Examples:\n  stoop check --strict\n  stoop check --deny dead-link --format github\n  stoop check --strict --baseline known.json\n  stoop check --external --max-age 7"
    )]
    Check {
        #[command(flatten)]
        site: SiteArgs,
        #[command(flatten)]
        content: ContentArgs,
        #[command(flatten)]
        gate: GateArgs,
        #[command(flatten)]
        baseline: BaselineArgs,
        #[command(flatten)]
        external: ExternalArgs,
        #[command(flatten)]
        report: ReportArgs,
    },
    /// Preview the site from memory; edits appear in the open browser
    #[command(after_help = "Examples:\n  stoop serve --open\n  stoop serve --port 8080 --no-drafts")]
    Serve {
        #[command(flatten)]
        site: SiteArgs,
        /// The address to listen at
        #[arg(long, default_value = "127.0.0.1")]
        bind: String,
        /// The port to listen at; 0 takes any free one
        #[arg(long, default_value_t = 1313)]
        port: u16,
        /// Leave drafts out, as a build does
        #[arg(long)]
        no_drafts: bool,
        /// Open the site in a browser
        #[arg(long)]
        open: bool,
    },
    /// Show a cheatsheet in the terminal, or write the file that its translator works in
    #[command(after_help = "Examples:\n  stoop sheet show falco run\n  stoop sheet strings falco zh")]
    Sheet {
        #[command(subcommand)]
        command: SheetCommand,
    },
    /// See what of the translations is behind, and keep them in step with their source
    #[command(after_help = "\
Examples:
  stoop translate status                          how far each language is
  stoop translate diff docs/install zh            what changed since it was translated
  stoop translate accept docs/install zh          it is in step again
  stoop translate new docs/rules zh               a file to translate
  stoop translate next zh                         what to translate first")]
    Translate {
        #[command(subcommand)]
        verb: TranslateVerb,
    },
    /// Print the JSON Schema of a kind of file, for editors
    #[command(after_help = "Example:\n  stoop schema config > stoop.schema.json")]
    Schema {
        /// Which file
        kind: SchemaKind,
    },
    /// Print a completion script for a shell
    #[command(after_help = "Example:\n  stoop completions bash > ~/.local/share/bash-completion/completions/stoop")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    #[command(after_help = "Example:\n  stoop man | man -l -")]
    Man,
}

/// What `import` reads.
#[derive(Debug, Subcommand)]
pub enum ImportFrom {
    /// Read a Hugo site's configuration as it lies; content is not touched
    #[command(after_help = "Examples:\n  stoop import hugo .\n  stoop import hugo ../website --output stoop.yaml --force")]
    Hugo {
        /// The site's folder
        #[arg(default_value = ".")]
        dir: PathBuf,
        /// Where to write; DIR/stoop.yaml if not given
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Write over a file that is there
        #[arg(long)]
        force: bool,
    },
}

/// What `sheet` does.
#[derive(Debug, Subcommand)]
pub enum SheetCommand {
    /// Print a cheatsheet, a group or a block of it
    #[command(
        after_help = "Examples:\n  stoop sheet show falco\n  stoop sheet show falco run --lang zh\n  stoop sheet show falco run.docker\n  stoop sheet show falco R1"
    )]
    Show {
        /// The sheet, by its name or path
        name: String,
        /// A group, a block of one as GROUP.BLOCK, or the short code of a block
        part: Option<String>,
        /// The language; the default language if not given
        #[arg(long)]
        lang: Option<String>,
        /// Show drafts too, marked as such
        #[arg(long)]
        drafts: bool,
        #[command(flatten)]
        site: SiteArgs,
    },
    /// Write or update a translation's file: every string, with the source words above it
    #[command(
        after_help = "Examples:\n  stoop sheet strings falco zh\n  stoop sheet strings falco zh --check\n  stoop sheet strings falco zh --accept run.title tune\n\n\
        What a translator wrote is never changed. --accept says that a translation is right for the words as they are now."
    )]
    Strings {
        /// The sheet, by its name or path
        name: String,
        /// The language to translate into
        lang: String,
        /// Write nothing; the status is 1 when there is something to write
        #[arg(long)]
        check: bool,
        /// Take these translations for right: paths such as run.title, or run for all that is below it
        #[arg(long, value_name = "PATH", num_args = 1.., conflicts_with = "check")]
        accept: Vec<String>,
        /// Take all translations for right
        #[arg(long, conflicts_with_all = ["check", "accept"])]
        accept_all: bool,
        #[command(flatten)]
        site: SiteArgs,
    },
    /// Tell how sheets fit on their paper: pages, white space, lines that are too long, blocks that are too tall
    #[cfg(feature = "pdf")]
    #[command(after_help = "Examples:\n  stoop sheet lint\n  stoop sheet lint falco")]
    Lint {
        /// The sheet, by its name or path; all sheets if not given
        name: Option<String>,
        #[command(flatten)]
        site: SiteArgs,
    },
    /// Take over what sheets show of their sources into their lock files, and print what changes
    #[command(after_help = "Examples:\n  stoop sheet update\n  stoop sheet update falco\n\n\
        Where a sheet has a lock file, a build warns of every block whose source has changed since.")]
    Update {
        /// The sheet, by its name or path; all sheets if not given
        name: Option<String>,
        #[command(flatten)]
        site: SiteArgs,
    },
}

/// What to do with translations.
#[derive(Debug, Subcommand)]
pub enum TranslateVerb {
    /// How far each language is, and what is behind
    #[command(after_help = "Examples:\n  stoop translate status --lang zh\n  stoop translate status --format json")]
    Status {
        /// Only this language, with every page that is not done
        #[arg(long, value_name = "LANG")]
        lang: Option<String>,
        /// How to print it
        #[arg(long, default_value = "human")]
        format: TableFormat,
        #[command(flatten)]
        site: SiteArgs,
    },
    /// What changed in the source since a page was translated, section by section
    #[command(after_help = "Example:\n  stoop translate diff docs/install zh")]
    Diff {
        /// The page: docs/install, its file, or its address
        page: String,
        /// The language of the translation
        lang: String,
        #[command(flatten)]
        site: SiteArgs,
    },
    /// Say that a translation is in step with its source: write what it was made from into it
    #[command(after_help = "\
Examples:
  stoop translate accept docs/install zh
  stoop translate accept docs/install zh --section install --section run
  stoop translate accept --all zh                 adopt every translation that says nothing yet")]
    Accept {
        /// The page and the language; with --all the language alone
        #[arg(required = true, num_args = 1..=2, value_names = ["PAGE", "LANG"])]
        names: Vec<String>,
        /// Only this section: the id of its heading, or `beginning` for what stands before the first one
        #[arg(long, value_name = "ID", conflicts_with = "all")]
        section: Vec<String>,
        /// Only the strings of the front matter, and the sections that are named
        #[arg(long, conflicts_with = "all")]
        front: bool,
        /// Every translation of the language that does not say yet what it was made from
        #[arg(long)]
        all: bool,
        /// With --all, those that are behind too
        #[arg(long, requires = "all")]
        stale: bool,
        /// Though the translation lacks headings of its source: its record says that it leaves them out
        #[arg(long)]
        as_it_is: bool,
        #[command(flatten)]
        site: SiteArgs,
    },
    /// Make a file to translate: the source's headings with their ids, its code, its words to be replaced; a draft
    #[command(after_help = "Example:\n  stoop translate new docs/rules zh")]
    New {
        /// The page to translate: docs/rules, its file, or its address
        page: String,
        /// The language to translate it into
        lang: String,
        #[command(flatten)]
        site: SiteArgs,
    },
    /// What to translate next: what is behind, then what is missing, in the order of the site
    #[command(after_help = "Examples:\n  stoop translate next zh\n  stoop translate next zh -n 3 --format json")]
    Next {
        /// The language to translate into
        lang: String,
        /// How many pages
        #[arg(short = 'n', long = "count", default_value_t = 10, value_name = "COUNT")]
        count: usize,
        /// How to print it
        #[arg(long, default_value = "human")]
        format: TableFormat,
        #[command(flatten)]
        site: SiteArgs,
    },
}

/// How lists are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// For people
    Human,
    /// One JSON object
    Json,
}

/// Which site.
#[derive(Args, Clone, Debug)]
pub struct SiteArgs {
    /// The site's folder
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub root: PathBuf,
    /// The configuration file
    #[arg(long, default_value = crate::config::FILE_NAME, value_name = "FILE")]
    pub config: PathBuf,
}

/// Which of its pages.
#[derive(Args, Clone, Debug)]
pub struct ContentArgs {
    /// Publish at this address instead of the configured one
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Publish drafts too, marked as such
    #[arg(long)]
    pub drafts: bool,
    /// Publish pages of the future, and expired ones
    #[arg(long)]
    pub future: bool,
}

/// What makes the site a bad one.
#[derive(Args, Clone, Debug)]
pub struct GateArgs {
    /// Take warnings for errors
    #[arg(long)]
    pub strict: bool,
    /// Take findings of this code for errors; may be given several times
    #[arg(long, value_name = "CODE")]
    pub deny: Vec<String>,
    /// Say nothing of findings of this code; may be given several times
    #[arg(long, value_name = "CODE")]
    pub allow: Vec<String>,
}

/// Which findings are known.
#[derive(Args, Clone, Debug)]
pub struct BaselineArgs {
    /// Leave out the findings that this file lists, and tell which of them are gone
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write a list of all errors and warnings to this file; they make no failure then
    #[arg(long, value_name = "FILE")]
    pub write_baseline: Option<PathBuf>,
}

/// Whether to ask other sites.
#[derive(Args, Clone, Debug)]
pub struct ExternalArgs {
    /// Follow links to other sites too; answers are kept in .stoop/links.json
    #[arg(long)]
    pub external: bool,
    /// Ask again for what was found good this many days ago
    #[arg(long, value_name = "DAYS", default_value_t = 7, requires = "external")]
    pub max_age: u32,
}

/// How to report.
#[derive(Args, Clone, Debug)]
pub struct ReportArgs {
    /// Print how long each stage took
    #[arg(long)]
    pub timings: bool,
    /// How to print findings
    #[arg(long, default_value = "human")]
    pub format: ReportFormat,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people, on standard error
    Human,
    /// One JSON object a line, on standard output
    Json,
    /// SARIF 2.1.0, on standard output: for code hosts and editors
    Sarif,
    /// Workflow commands of GitHub Actions, on standard output: annotations on lines
    Github,
}

/// What `new` makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum NewKind {
    /// A Markdown page
    Doc,
    /// A cheatsheet
    Sheet,
}

/// What `schema` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaKind {
    /// stoop.yaml
    Config,
    /// The front matter of pages
    FrontMatter,
    /// *.sheet.yaml
    Sheet,
    /// The JSON that is published of each sheet
    SheetJson,
}
