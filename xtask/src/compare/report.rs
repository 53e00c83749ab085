//! Prints what was compared, a line each.

use super::measure::Cost;

/// A figure of this crate beside the plain one's.
pub struct Row {
    what: String,
    ours: String,
    plain: String,
    ratio: f64,
}

impl Row {
    /// Compares numbers of lines.
    pub fn lines(what: &str, ours: usize, plain: usize) -> Self {
        let ratio = ours as f64 / plain as f64;
        Self {
            what: what.to_owned(),
            ours: ours.to_string(),
            plain: plain.to_string(),
            ratio,
        }
    }

    /// Compares what builds took; the ratio is the processor's where that is known.
    pub fn cost(what: &str, ours: &Cost, plain: &Cost) -> Self {
        let text = |cost: &Cost| {
            let elapsed = format!("{:.1} s", cost.elapsed.as_secs_f64());
            cost.processor.map_or(elapsed.clone(), |p| {
                format!("{elapsed} ({:.1})", p.as_secs_f64())
            })
        };
        let seconds = |cost: &Cost| cost.processor.unwrap_or(cost.elapsed).as_secs_f64();
        let ratio = seconds(ours) / seconds(plain);
        Self {
            what: what.to_owned(),
            ours: text(ours),
            plain: text(plain),
            ratio,
        }
    }
}

/// The columns' names. Times are from start to end, in parentheses those of the processor.
pub fn print_head() {
    print_line("", ["this crate", "plain", "ratio"]);
}

/// A line for each row.
pub fn print(rows: &[Row]) {
    for row in rows {
        let ratio = format!("{:.2}", row.ratio);
        print_line(&row.what, [&row.ours, &row.plain, &ratio]);
    }
}

fn print_line(what: &str, [ours, plain, ratio]: [&str; 3]) {
    println!("{what:<28} {ours:>16} {plain:>16} {ratio:>6}");
}
