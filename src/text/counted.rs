//! Numbers in messages: the one place that knows `1 file` from `2 files`.

/// A noun after a number: `file` after 1, `files` after any other.
pub fn noun(number: usize, singular: &str) -> String {
    format!("{singular}{}", form(number, "", "s"))
}

/// The form of a word that goes with a number: `has` with 1, `have` with any other.
pub const fn form<'w>(number: usize, one: &'w str, many: &'w str) -> &'w str {
    if number == 1 { one } else { many }
}

/// A number and its noun: `1 file`, `2 files`, `1000 files`.
pub fn counted(number: usize, singular: &str) -> String {
    format!("{number} {}", noun(number, singular))
}

/// The number with commas between thousands.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{counted, form, grouped, noun};

    #[test]
    fn thousands_are_grouped() {
        for (number, wanted) in [(0, "0"), (999, "999"), (1000, "1,000"), (9950, "9,950"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), wanted);
        }
    }

    #[test]
    fn one_is_singular() {
        assert_eq!([0, 1, 2].map(|number| counted(number, "file")), ["0 files", "1 file", "2 files"]);
        assert_eq!(noun(1, "time"), "time");
        assert_eq!([0, 1, 2].map(|number| form(number, "has", "have")), ["have", "has", "have"]);
    }
}
