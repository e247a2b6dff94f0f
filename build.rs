//! Tells Cargo that the theme's folders are part of the binary, so that a file added to them is embedded by the next build.

fn main() {
    for folder in ["templates", "i18n", "static"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
