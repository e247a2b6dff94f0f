//! Memo: a map from the hash of everything a result depends on to that result, kept for one generation.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use crate::hash::Hash;

/// Results by the hash of their inputs. What a build did not ask for is forgotten when the next build begins, so a memo never holds
/// more than two builds' worth. Safe to use from many threads; two threads that miss at once both compute, and either result serves,
/// since a result is a pure function of its key.
#[derive(Debug)]
pub struct Memo<T> {
    shards: Vec<Mutex<Generations<T>>>,
}

#[derive(Debug)]
struct Generations<T> {
    old: HashMap<Hash, Arc<T>>,
    new: HashMap<Hash, Arc<T>>,
}

const SHARDS: usize = 16;

impl<T> Default for Memo<T> {
    fn default() -> Self {
        let empty = || {
            Mutex::new(Generations {
                old: HashMap::new(),
                new: HashMap::new(),
            })
        };
        Memo {
            shards: (0..SHARDS).map(|_| empty()).collect(),
        }
    }
}

impl<T> Memo<T> {
    /// The result for `key`, computed by `make` if neither this build nor the one before has it.
    pub fn get(&self, key: Hash, make: impl FnOnce() -> T) -> Arc<T> {
        if let Some(found) = self.lookup(key) {
            return found;
        }
        let made = Arc::new(make());
        self.shard(key).new.entry(key).or_insert(made).clone()
    }

    /// Begin a new build: keep what the last one used, forget the rest.
    pub fn turn(&self) {
        for shard in &self.shards {
            let mut shard = shard.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            shard.old = std::mem::take(&mut shard.new);
        }
    }

    /// How many results are kept.
    pub fn kept(&self) -> usize {
        let of = |shard: &Mutex<Generations<T>>| {
            let shard = shard.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            shard.old.len() + shard.new.len()
        };
        self.shards.iter().map(of).sum()
    }

    fn lookup(&self, key: Hash) -> Option<Arc<T>> {
        let mut shard = self.shard(key);
        if let Some(found) = shard.new.get(&key) {
            return Some(found.clone());
        }
        let found = shard.old.remove(&key)?;
        shard.new.insert(key, found.clone());
        Some(found)
    }

    fn shard(&self, key: Hash) -> std::sync::MutexGuard<'_, Generations<T>> {
        let at = (key.0 as usize) % SHARDS;
        self.shards[at].lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_one_generation() {
        let memo = Memo::default();
        let key = Hash(1);
        assert_eq!(*memo.get(key, || 1), 1);
        memo.turn();
        assert_eq!(*memo.get(key, || 2), 1, "still known one build later");
        memo.turn();
        memo.turn();
        assert_eq!(*memo.get(key, || 3), 3, "forgotten after a build that did not use it");
    }
}
