//! Compile again when a file of the embedded theme appears or goes: the compiler itself sees only changes of those it knew.

fn main() {
    for folder in ["templates", "i18n", "static"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
