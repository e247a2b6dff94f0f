//! What a content adapter does, done: its steps worked through, with the pages that it asks for.

use serde_json::{Map, Value};

use super::functions;
use super::parse::{Fault, Node, Nodes, Pipe, Step, Term, fault};
use crate::source::Files;

/// Steps and calls beyond this many are refused: an adapter must come to an end.
const MOST_STEPS: usize = 1_000_000;

/// `range` over a number counts no further.
const MOST_ITEMS: u64 = 100_000;

/// All values that a template makes and hands on may take this many bytes together: one that doubles what it has each time must come
/// to an end too.
const MOST_MADE: usize = 256_000_000;

/// Lists and maps may be nested so deep.
const DEEPEST: usize = 50;

/// A page as the map that the adapter gave, with where that is written.
pub type Asked = (Map<String, Value>, usize);

/// Work through a template: the pages that it asks for, and what ended it early.
pub fn run(nodes: &Nodes, files: &Files) -> (Vec<Asked>, Option<Fault>) {
    let mut run = Run {
        files,
        scopes: vec![Vec::new()],
        pages: Vec::new(),
        at: 0,
        steps: 0,
        made: 0,
    };
    let end = run.block(nodes, &Thing::Adapter).err();
    (run.pages, end)
}

/// What a word of a template stands for.
#[derive(Clone, Debug)]
enum Thing {
    /// The adapter itself: `$`, and `.` outside of blocks.
    Adapter,
    Value(Value),
}

/// Whether a block goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    On,
    Break,
    Continue,
}

struct Run<'a> {
    files: &'a Files,
    /// Variables, those of the innermost block last.
    scopes: Vec<Vec<(String, Thing)>>,
    pages: Vec<Asked>,
    at: usize,
    steps: usize,
    /// Bytes of values so far.
    made: usize,
}

impl Run<'_> {
    fn count(&mut self) -> Result<(), Fault> {
        self.steps += 1;
        match self.steps > MOST_STEPS {
            true => fault(self.at, "this does not come to an end"),
            false => Ok(()),
        }
    }

    /// Take note of what was made or copied.
    fn weigh(&mut self, thing: Thing) -> Result<Thing, Fault> {
        if let Thing::Value(value) = &thing {
            let Some(weight) = weight(value, 0) else {
                return fault(self.at, "lists and maps are nested too deep");
            };
            self.made += weight;
            if self.made > MOST_MADE {
                return fault(self.at, "this makes more than can be held");
            }
        }
        Ok(thing)
    }

    /// The steps of a block, with variables of its own.
    fn block(&mut self, nodes: &Nodes, dot: &Thing) -> Result<Flow, Fault> {
        self.scopes.push(Vec::new());
        let mut flow = Flow::On;
        for node in nodes {
            flow = self.step(node, dot)?;
            if flow != Flow::On {
                break;
            }
        }
        self.scopes.pop();
        Ok(flow)
    }

    fn step(&mut self, node: &Node, dot: &Thing) -> Result<Flow, Fault> {
        self.count()?;
        self.at = node.at;
        match &node.step {
            Step::Do(pipe) => self.pipe(pipe, dot).map(|_| Flow::On),
            Step::Set { name, fresh, value } => {
                let thing = self.pipe(value, dot)?;
                self.set(name, thing, *fresh)?;
                Ok(Flow::On)
            }
            Step::If { arms, otherwise } => {
                for (condition, body) in arms {
                    if is_true(&self.pipe(condition, dot)?) {
                        return self.block(body, dot);
                    }
                }
                self.block(otherwise, dot)
            }
            Step::With {
                name,
                value,
                body,
                otherwise,
            } => {
                let thing = self.pipe(value, dot)?;
                if !is_true(&thing) {
                    return self.block(otherwise, dot);
                }
                self.scopes.push(name.iter().map(|n| (n.clone(), thing.clone())).collect());
                let flow = self.block(body, &thing)?;
                self.scopes.pop();
                Ok(flow)
            }
            Step::Range {
                names,
                value,
                body,
                otherwise,
            } => {
                let items = match self.pipe(value, dot)? {
                    Thing::Value(value) => items(value),
                    Thing::Adapter => None,
                };
                let Some(items) = items else {
                    return fault(node.at, "`range` needs a list, a map or a small number");
                };
                if items.is_empty() {
                    return self.block(otherwise, dot);
                }
                for (key, item) in items {
                    self.count()?;
                    let item = Thing::Value(item);
                    let scope = match &names[..] {
                        [] => Vec::new(),
                        [one] => vec![(one.clone(), item.clone())],
                        [index, one, ..] => vec![(index.clone(), Thing::Value(key)), (one.clone(), item.clone())],
                    };
                    self.scopes.push(scope);
                    let flow = self.block(body, &item)?;
                    self.scopes.pop();
                    if flow == Flow::Break {
                        break;
                    }
                }
                Ok(Flow::On)
            }
            Step::Break => Ok(Flow::Break),
            Step::Continue => Ok(Flow::Continue),
        }
    }

    fn set(&mut self, name: &str, thing: Thing, fresh: bool) -> Result<(), Fault> {
        if fresh {
            let scope = self.scopes.last_mut().expect("there is always a scope");
            scope.push((name.to_string(), thing));
            return Ok(());
        }
        let known = self
            .scopes
            .iter_mut()
            .rev()
            .flat_map(|s| s.iter_mut().rev())
            .find(|(n, _)| n == name);
        match known {
            Some((_, value)) => {
                *value = thing;
                Ok(())
            }
            None => fault(self.at, format!("there is no variable `${name}`")),
        }
    }

    fn pipe(&mut self, pipe: &Pipe, dot: &Thing) -> Result<Thing, Fault> {
        let mut last: Option<Thing> = None;
        for call in pipe {
            last = Some(self.call(call, last, dot)?);
        }
        Ok(last.unwrap_or(Thing::Value(Value::Null)))
    }

    fn call(&mut self, call: &[Term], piped: Option<Thing>, dot: &Thing) -> Result<Thing, Fault> {
        self.count()?;
        let (head, rest) = call.split_first().expect("the parser makes no empty calls");
        // `and` and `or` stop where they know.
        if let (Term::Function(name), None) = (head, &piped)
            && matches!(name.as_str(), "and" | "or")
        {
            let mut last = Thing::Value(Value::Null);
            for term in rest {
                last = self.term(term, dot)?;
                if is_true(&last) == (name == "or") {
                    break;
                }
            }
            return Ok(last);
        }
        let method = match head {
            Term::Variable(_, fields) | Term::Dot(fields) | Term::Group(_, fields) => fields.last().cloned(),
            _ => None,
        };
        if let Some(method) = method.as_deref()
            && let Some(thing) = self.method(head, method, rest, piped.as_ref(), dot)?
        {
            return Ok(thing);
        }
        let Term::Function(name) = head else {
            return match rest.is_empty() && piped.is_none() {
                true => self.term(head, dot),
                false => fault(self.at, "a value cannot be called"),
            };
        };
        let args = self.args(rest, piped, dot)?;
        self.function(name, args)
    }

    fn args(&mut self, terms: &[Term], piped: Option<Thing>, dot: &Thing) -> Result<Vec<Value>, Fault> {
        let mut args = Vec::new();
        for term in terms {
            let thing = self.term(term, dot)?;
            args.push(self.value(thing)?);
        }
        if let Some(piped) = piped {
            args.push(self.value(piped)?);
        }
        Ok(args)
    }

    fn function(&mut self, name: &str, args: Vec<Value>) -> Result<Thing, Fault> {
        let made = match name {
            "readDir" | "os.ReadDir" => functions::read_dir(self.files, &args),
            "readFile" | "os.ReadFile" => functions::read_file(self.files, &args),
            "fileExists" | "os.FileExists" => functions::file_exists(self.files, &args),
            _ => functions::call(name, args),
        };
        let made = made.map(Thing::Value).or_else(|why| fault(self.at, why))?;
        self.weigh(made)
    }

    /// What an adapter can do: `None` if this is no method of it.
    fn method(
        &mut self,
        head: &Term,
        name: &str,
        rest: &[Term],
        piped: Option<&Thing>,
        dot: &Thing,
    ) -> Result<Option<Thing>, Fault> {
        let on_adapter = match head {
            Term::Variable(variable, fields) => variable.is_empty() && fields.len() == 1,
            Term::Dot(fields) => fields.len() == 1 && matches!(dot, Thing::Adapter),
            _ => false,
        };
        if !on_adapter {
            return Ok(None);
        }
        match name {
            "AddPage" => {
                let args = self.args(rest, piped.cloned(), dot)?;
                let Some(Value::Object(page)) = args.into_iter().next() else {
                    return fault(self.at, "`AddPage` needs a map");
                };
                self.pages.push((page, self.at));
                Ok(Some(Thing::Value("".into())))
            }
            name => fault(self.at, format!("`.{name}` is not known here")),
        }
    }

    fn term(&mut self, term: &Term, dot: &Thing) -> Result<Thing, Fault> {
        match term {
            Term::Value(value) => Ok(Thing::Value(value.clone())),
            Term::Dot(fields) => {
                let thing = self.weigh(dot.clone())?;
                self.fields(thing, fields)
            }
            Term::Variable(name, fields) if name.is_empty() => self.fields(Thing::Adapter, fields),
            Term::Variable(name, fields) => {
                let known = self.scopes.iter().rev().flat_map(|s| s.iter().rev()).find(|(n, _)| n == name);
                let Some((_, thing)) = known.cloned() else {
                    return fault(self.at, format!("there is no variable `${name}`"));
                };
                let thing = self.weigh(thing)?;
                self.fields(thing, fields)
            }
            Term::Group(pipe, fields) => {
                let thing = self.pipe(pipe, dot)?;
                self.fields(thing, fields)
            }
            Term::Function(name) => self.function(name, Vec::new()),
        }
    }

    /// A field that a map lacks is nothing, as it is to Hugo.
    fn fields(&self, thing: Thing, fields: &[String]) -> Result<Thing, Fault> {
        let mut thing = thing;
        for field in fields {
            thing = match thing {
                Thing::Adapter => return fault(self.at, format!("`.{field}` is not known here")),
                Thing::Value(Value::Object(mut map)) => Thing::Value(map.remove(field).unwrap_or(Value::Null)),
                Thing::Value(Value::Null) => Thing::Value(Value::Null),
                Thing::Value(_) => return fault(self.at, format!("this has no field `{field}`")),
            };
        }
        Ok(thing)
    }

    fn value(&self, thing: Thing) -> Result<Value, Fault> {
        match thing {
            Thing::Value(value) => Ok(value),
            Thing::Adapter => fault(self.at, "the adapter itself is no value"),
        }
    }
}

/// How many bytes a value takes, roughly; `None` where it is nested too deep.
fn weight(value: &Value, depth: usize) -> Option<usize> {
    let inner: usize = match value {
        _ if depth > DEEPEST => return None,
        Value::String(text) => text.len(),
        Value::Array(list) => list.iter().map(|v| weight(v, depth + 1)).sum::<Option<usize>>()?,
        Value::Object(map) => map
            .iter()
            .map(|(k, v)| Some(k.len() + weight(v, depth + 1)?))
            .sum::<Option<usize>>()?,
        _ => 0,
    };
    Some(inner + size_of::<Value>())
}

fn is_true(thing: &Thing) -> bool {
    match thing {
        Thing::Adapter => true,
        Thing::Value(value) => functions::is_true(value),
    }
}

/// What `range` goes through: a list with its numbers, a map by its sorted keys, the numbers below one.
fn items(value: Value) -> Option<Vec<(Value, Value)>> {
    match value {
        Value::Null => Some(Vec::new()),
        Value::Array(list) => Some(list.into_iter().enumerate().map(|(i, v)| (Value::from(i), v)).collect()),
        Value::Object(map) => {
            let mut all: Vec<(String, Value)> = map.into_iter().collect();
            all.sort_by(|a, b| a.0.cmp(&b.0));
            Some(all.into_iter().map(|(k, v)| (Value::from(k), v)).collect())
        }
        Value::Number(n) => {
            let most = n.as_u64().filter(|n| *n <= MOST_ITEMS)?;
            Some((0..most).map(|i| (Value::from(i), Value::from(i))).collect())
        }
        _ => None,
    }
}
