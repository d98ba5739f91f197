//! A table of rows by id, kept in shared chunks: a snapshot is cheap, and the next edit copies one chunk.

use std::sync::Arc;

const CHUNK: usize = 4096;

/// Rows under dense `u32` ids; a dropped row leaves a hole that is never given to another row.
#[derive(Clone, Debug)]
pub struct Rows<T> {
    chunks: Vec<Arc<Vec<Option<T>>>>,
    /// One more than the highest id ever used.
    next: u32,
    len: usize,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { chunks: Vec::new(), next: 0, len: 0 }
    }
}

impl<T: Clone> Rows<T> {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The id that the next new row should take.
    pub fn next_id(&self) -> u32 {
        self.next
    }

    /// The row of this id.
    pub fn get(&self, id: u32) -> Option<&T> {
        self.chunks.get(id as usize / CHUNK)?.get(id as usize % CHUNK)?.as_ref()
    }

    /// The row of this id, to be changed in place.
    pub fn get_mut(&mut self, id: u32) -> Option<&mut T> {
        self.get(id)?;
        Arc::make_mut(self.chunks.get_mut(id as usize / CHUNK)?).get_mut(id as usize % CHUNK)?.as_mut()
    }

    /// Puts, replaces (`Some`) or drops (`None`) one row and returns what was there.
    pub fn set(&mut self, id: u32, row: Option<T>) -> Option<T> {
        let at = id as usize;
        while self.chunks.len() <= at / CHUNK {
            row.as_ref()?;
            self.chunks.push(Arc::new(Vec::new()));
        }
        let chunk = Arc::make_mut(&mut self.chunks[at / CHUNK]);
        if chunk.len() <= at % CHUNK {
            row.as_ref()?;
            chunk.resize_with(at % CHUNK + 1, || None);
        }
        if row.is_some() {
            self.next = self.next.max(id + 1);
        }
        let new = usize::from(row.is_some());
        let old = std::mem::replace(&mut chunk[at % CHUNK], row);
        self.len = self.len + new - usize::from(old.is_some());
        old
    }

    /// Takes over the rows of another table, which must be about other ids.
    pub fn absorb(&mut self, other: Self) {
        for (at, chunk) in other.chunks.into_iter().enumerate() {
            while self.chunks.len() <= at {
                self.chunks.push(Arc::new(Vec::new()));
            }
            if self.chunks[at].is_empty() {
                self.len += chunk.iter().flatten().count();
                self.chunks[at] = chunk;
                continue;
            }
            for (i, row) in chunk.iter().enumerate() {
                if let Some(row) = row {
                    self.set((at * CHUNK + i) as u32, Some(row.clone()));
                }
            }
        }
        self.next = self.next.max(other.next);
    }

    /// Adds a row under the next free id.
    pub fn push(&mut self, row: T) -> u32 {
        let id = self.next;
        self.set(id, Some(row));
        id
    }

    /// The rows of some ids alone; the next free id stays what it is.
    #[must_use]
    pub fn only(&self, ids: impl IntoIterator<Item = u32>) -> Self {
        let mut some = Self::default();
        for id in ids {
            if let Some(row) = self.get(id) {
                some.set(id, Some(row.clone()));
            }
        }
        some.next = self.next;
        some
    }

    /// All rows with their ids, by ascending id.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        self.chunks.iter().enumerate().flat_map(|(c, chunk)| {
            chunk.iter().enumerate().filter_map(move |(i, row)| Some(((c * CHUNK + i) as u32, row.as_ref()?)))
        })
    }

    /// All rows by ascending id.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.iter().map(|(_, row)| row)
    }
}

impl<T: Clone> FromIterator<T> for Rows<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        let mut table = Self::default();
        let mut chunk = Vec::with_capacity(CHUNK);
        for row in rows {
            chunk.push(Some(row));
            table.len += 1;
            if chunk.len() == CHUNK {
                table.chunks.push(Arc::new(std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK))));
            }
        }
        if !chunk.is_empty() {
            table.chunks.push(Arc::new(chunk));
        }
        table.next = table.len as u32;
        table
    }
}

impl<T: Clone> std::ops::Index<u32> for Rows<T> {
    type Output = T;

    /// The row of this id; panics when there is none, which is a bug of the caller.
    fn index(&self, id: u32) -> &T {
        #[allow(clippy::expect_used)] // an id that is not in its table is a bug, not a state
        self.get(id).expect("row id in its table")
    }
}
