//! Stable content hashes: the same bytes give the same hash on every machine, thread and run.

use std::fmt;
use std::hash::{Hash as StdHash, Hasher};

use xxhash_rust::xxh3::Xxh3;

/// A 128-bit XXH3 content hash. Not for security: it tells versions of our own inputs apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hash(pub u128);

impl Hash {
    /// The hash of some bytes.
    pub fn of_bytes(bytes: &[u8]) -> Hash {
        Hash(xxhash_rust::xxh3::xxh3_128(bytes))
    }

    /// The hash of any value whose `std::hash::Hash` feeds every field that matters.
    pub fn of<T: StdHash + ?Sized>(value: &T) -> Hash {
        let mut state = State(Xxh3::new());
        value.hash(&mut state);
        Hash(state.0.digest128())
    }

    /// The first eight hexadecimal digits, as people see it (`of:` in an overlay, fingerprints in file names).
    pub fn short(self) -> String {
        format!("{:08x}", (self.0 >> 96) as u32)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Feeds `std::hash::Hash` implementations into XXH3, with integers in a fixed byte order.
struct State(Xxh3);

impl Hasher for State {
    fn finish(&self) -> u64 {
        self.0.digest()
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
    fn write_u16(&mut self, i: u16) {
        self.0.update(&i.to_le_bytes());
    }
    fn write_u32(&mut self, i: u32) {
        self.0.update(&i.to_le_bytes());
    }
    fn write_u64(&mut self, i: u64) {
        self.0.update(&i.to_le_bytes());
    }
    fn write_u128(&mut self, i: u128) {
        self.0.update(&i.to_le_bytes());
    }
    fn write_usize(&mut self, i: usize) {
        self.0.update(&(i as u64).to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values_never_change() {
        assert_eq!(format!("{:?}", Hash::of_bytes(b"")), "99aa06d3014798d86001c324468d497f");
        assert_eq!(Hash::of_bytes(b"stoop"), Hash::of_bytes(b"stoop"));
        assert_ne!(Hash::of(&("a", "bc")), Hash::of(&("ab", "c")));
        assert_eq!(Hash::of_bytes(b"stoop").short().len(), 8);
    }
}
