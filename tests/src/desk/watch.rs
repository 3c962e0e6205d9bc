//! Random questions, and how long their answers took.

use super::Served;
use anyhow::{Context, Result};
use model::district::District;
use model::score::month::Month;
use model::{Grade, Kind, Link, Moment, Source, Status};
use serde_json::{Value, json};
use testkit::Draws;

const DESK: &str = "demo_desk_district";
const DAY_MINUTES: i64 = 24 * 60;

/// What was asked and how long it took.
pub struct Watch<'a> {
    served: &'a Served,
    draws: Draws,
    district: District,
    now: Moment,
    ids: Vec<String>,
    clocks: Vec<String>,
    texts: Vec<String>,
    measured: Vec<Value>,
}

/// Who asks what: sign-in name, call, arguments.
pub type Question = (&'static str, &'static str, Value);

impl<'a> Watch<'a> {
    /// Gathers tickets and words to ask about.
    pub fn new(served: &'a Served, draws: Draws) -> Result<Self> {
        let mut watch = Watch {
            served,
            district: demo::district(),
            now: pool::clock::now(),
            ids: Vec::new(),
            clocks: Vec::new(),
            texts: Vec::new(),
            measured: Vec::new(),
            draws,
        };
        for status in Status::ALL {
            let ask = json!({"status": status, "sort": "newest", "limit": 200});
            let page = served.call(DESK, "list_tickets", &ask)?.0;
            for row in page["tickets"].as_array().into_iter().flatten() {
                let text = |field: &str| row[field].as_str().unwrap_or_default().to_string();
                watch.ids.push(text("id"));
                watch.texts.push(text("title"));
            }
        }
        // The told ones came first, and have documents.
        let ask = json!({"sort": "oldest", "limit": 400});
        let page = served.call(DESK, "list_tickets", &ask)?.0;
        for row in page["tickets"].as_array().into_iter().flatten() {
            if row["clock"].is_string() {
                watch
                    .clocks
                    .push(row["id"].as_str().context("id")?.to_string());
            }
        }
        Ok(watch)
    }

    /// Tickets that are still worked on.
    pub fn open(&self) -> Result<u64> {
        let boards = self.served.call(DESK, "read_boards", &json!({}))?.0;
        boards["all"]["open"].as_u64().context("open")
    }

    /// Asks once more than is measured, so that a cold cache is not what is measured.
    pub fn warm(&mut self, call: &str) -> Result<()> {
        for _ in 0..50 {
            let ask = self.filter(1);
            self.served.call(DESK, call, &ask)?;
        }
        Ok(())
    }

    /// Asks so many times, each time something else.
    pub fn measure(
        &mut self,
        what: &str,
        goal: &str,
        runs: usize,
        mut ask: impl FnMut(&mut Self) -> Question,
    ) -> Result<()> {
        let mut took = Vec::with_capacity(runs);
        for _ in 0..runs {
            let (user, call, body) = ask(self);
            let (_, time) = self.served.call(user, call, &body)?;
            took.push((time.as_secs_f64() * 1_000.0, body));
        }
        took.sort_by(|a, b| a.0.total_cmp(&b.0));
        let at = |share: usize| took[(runs * share / 100).min(runs - 1)].0;
        let slowest: Vec<Value> = took
            .iter()
            .rev()
            .take(3)
            .map(|t| json!([t.0, t.1]))
            .collect();
        eprintln!("{what}: {:.2} / {:.2} ms", at(50), at(99));
        self.measured.push(json!({"what": what, "goal": goal, "runs": runs, "median_ms": at(50), "p99_ms": at(99), "max_ms": at(100), "slowest": slowest}));
        Ok(())
    }

    /// Everything measured.
    pub fn report(self) -> Vec<Value> {
        self.measured
    }

    /// An order.
    pub fn sort(&mut self) -> &'static str {
        let sorts: [&'static str; 4] = ["due", "newest", "oldest", "grade"];
        self.draws.pick::<&str>(&sorts)
    }

    /// This many conditions, an order, a page of 50.
    pub fn filter(&mut self, conditions: usize) -> Value {
        let mut ask = json!({"sort": self.sort(), "limit": 50});
        while ask.as_object().map_or(0, |o| o.len()) < conditions + 2 {
            self.condition(&mut ask);
        }
        ask
    }

    fn condition(&mut self, ask: &mut Value) {
        let draws = &mut self.draws;
        match draws.below(19) {
            0 => ask["status"] = json!(draws.pick(Status::ALL)),
            1 => {
                ask["link"] = json!(draws.pick(&[
                    Link::Take,
                    Link::Send,
                    Link::Answer,
                    Link::Hang,
                    Link::Visit,
                    Link::Assess
                ]))
            }
            2 => ask["grade"] = json!(draws.pick(Grade::ALL)),
            3 => ask["kind"] = json!(draws.pick(Kind::ALL)),
            4 => ask["source"] = json!(draws.pick(Source::ALL)),
            5 => ask["category"] = json!(draws.pick(&self.district.categories).code),
            6 => ask["area"] = json!(draws.pick(&self.district.areas).code),
            7 => ask["unit"] = json!(draws.pick(&self.district.units).code),
            8 => {
                let grids = self.district.areas.iter().flat_map(|a| &a.grids);
                let grids: Vec<_> = grids.map(|g| &g.code).collect();
                ask["grid"] = json!(draws.pick(&grids));
            }
            9 => {
                let from = self
                    .now
                    .plus_minutes(-DAY_MINUTES * draws.below(360) as i64);
                ask["since"] = json!(from);
                ask["until"] = json!(from.plus_minutes(DAY_MINUTES * (1 + draws.below(30)) as i64));
            }
            10 => {
                let places = self.district.areas.iter().flat_map(|a| a.outline.points());
                let places: Vec<_> = places.collect();
                let at = draws.pick(&places);
                let wide = 0.002 * (1 + draws.below(10)) as f64;
                ask["bbox"] = json!([at.0 - wide, at.1 - wide, at.0 + wide, at.1 + wide]);
            }
            11 => ask["overdue"] = json!(draws.below(2) == 0),
            12 => ask["open"] = json!(true),
            13 => ask["alarm"] = json!(true),
            14 => ask["asked"] = json!(true),
            15 => ask["pressed"] = json!(true),
            16 => ask["bounced"] = json!(true),
            17 => ask["redone"] = json!(true),
            _ => ask["hang_late"] = json!(true),
        }
    }

    /// This many neighbouring characters of a title.
    pub fn words(&mut self, chars: usize) -> String {
        loop {
            let text: Vec<char> = self.draws.pick(&self.texts).chars().collect();
            let at = self.draws.below(text.len().saturating_sub(chars) + 1);
            let word: String = text.iter().skip(at).take(chars).collect();
            if word.chars().count() == chars && word.chars().all(char::is_alphanumeric) {
                return word;
            }
        }
    }

    /// A month of the last twelve.
    pub fn month(&mut self) -> String {
        let at = self
            .now
            .plus_minutes(-DAY_MINUTES * 30 * self.draws.below(12) as i64);
        let month = Month::of(at, &self.district.rules.calendar);
        month.map_or_else(String::new, |m| m.text)
    }

    /// Any ticket.
    pub fn any(&mut self) -> String {
        self.draws.pick(&self.ids).clone()
    }

    /// A told ticket with a clock that runs.
    pub fn running(&mut self) -> Value {
        json!({"id": self.draws.pick(&self.clocks)})
    }
}
