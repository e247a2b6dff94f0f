//! How tall the parts of a sheet are. Each unit is measured alone, and known again in any sheet for as long as it stays as it is, so an
//! edit costs no more than what it touched.

use std::sync::Arc;

use rayon::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use super::Order;
use super::data::{Data, fields};
use super::press::{Faces, Templates, query};
use crate::diag::Diagnostic;
use crate::hash::Hash;
use crate::memo::Memo;

/// How many heights are kept before those are forgotten that nobody asked for again. One takes about a hundred bytes.
const KEPT: usize = 20_000;

/// The heights of units, by the hash of all that they depend on.
#[derive(Debug, Default)]
pub struct Known(Memo<Result<Arc<Heights>, Vec<Diagnostic>>>);

impl Known {
    /// Forget what has not been of use for long.
    pub fn turn(&self) {
        if self.0.kept() > KEPT {
            self.0.turn();
        }
    }
}

/// The heights of what stands on every page, in points.
#[derive(Clone, Debug, Deserialize)]
pub struct Frame {
    /// The head of the first page, with what keeps it off the body.
    pub head: f64,
    /// The foot of each page.
    pub foot: f64,
}

/// The heights of a unit; see [`super::pack::Item`].
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Heights {
    pub head: f64,
    pub again: f64,
    pub rows: Vec<f64>,
    pub foot: f64,
}

/// Gives the template what it is to measure.
pub struct Ruler<'a> {
    templates: &'a Templates,
    faces: &'a Faces,
    known: &'a Known,
    /// What all units share: language, page, colours, fonts.
    style: String,
    /// Of all that a measure depends on but what is measured.
    hash: Hash,
}

impl<'a> Ruler<'a> {
    /// A ruler for the parts of a sheet.
    pub fn new(order: &Order<'a>, faces: &'a Faces, sheet: &Data) -> Ruler<'a> {
        let fonts = fields(&json!({ "fonts": { "text": faces.text, "code": faces.code } }));
        let style = format!("{},{fonts}", sheet.style);
        Ruler {
            templates: order.templates,
            faces,
            known: order.known,
            hash: Hash::of(&(order.templates.hash, order.fonts.hash, &style)),
            style,
        }
    }

    /// The heights of what stands on every page.
    ///
    /// # Errors
    /// What is wrong with the template.
    pub fn frame(&self, frame: &str) -> Result<Frame, Vec<Diagnostic>> {
        self.query(self.data("frame", frame))
    }

    /// The heights of units, in their order.
    ///
    /// # Errors
    /// What is wrong with the template, as the first unit shows it.
    pub fn units(&self, units: &[String]) -> Result<Vec<Arc<Heights>>, Vec<Diagnostic>> {
        let measure = |unit: &String| {
            let made = || self.query(self.data("unit", &format!("\"unit\":{unit}"))).map(Arc::new);
            self.known.0.get(Hash::of(&(self.hash, unit)), made)
        };
        let all: Vec<Arc<_>> = units.par_iter().map(measure).collect();
        all.iter().map(|found| (**found).clone()).collect()
    }

    /// What the template is given to draw a sheet, its units where `pages` has them.
    pub fn place(&self, sheet: &Data, pages: &Json) -> String {
        let units = sheet.units.join(",");
        self.data("place", &format!("{},\"units\":[{units}],\"pages\":{pages}", sheet.frame))
    }

    fn data(&self, mode: &str, more: &str) -> String {
        format!("{{\"mode\":\"{mode}\",{},{more}}}", self.style)
    }

    fn query<T: DeserializeOwned>(&self, data: String) -> Result<T, Vec<Diagnostic>> {
        query(self.templates, self.faces, data, "heights")
    }
}
