//! `badge.svg`: the terminology success rate, to be shown beside a project's name.
//!
//! Hand-made: two boxes, two words, a title for screen readers.

use super::model::Report;

/// The badge.
pub fn badge(report: &Report) -> String {
    let rate = report.totals.success_rate;
    let value = if report.totals.mentions == 0 { "no mentions".to_owned() } else { percent(rate) };
    // Blue, amber and vermilion differ in lightness too, and white on each has a contrast of 4.5 or more.
    let color = match rate {
        rate if rate >= 0.99 => "#0b6e4f",
        rate if rate >= 0.9 => "#0a5ea8",
        _ => "#b3400e",
    };
    let (label, left) = ("terminology", 78);
    let right = 16 + 7 * value.chars().count();
    let (width, middle) = (left + right, left + right / 2);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"20\" role=\"img\" aria-label=\"{label}: {value}\">\
         <title>{label}: {value} of mentions are in an approved rendering</title>\
         <clipPath id=\"r\"><rect width=\"{width}\" height=\"20\" rx=\"3\"/></clipPath>\
         <g clip-path=\"url(#r)\"><rect width=\"{left}\" height=\"20\" fill=\"#4a4a4a\"/>\
         <rect x=\"{left}\" width=\"{right}\" height=\"20\" fill=\"{color}\"/></g>\
         <g fill=\"#fff\" text-anchor=\"middle\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\">\
         <text x=\"{}\" y=\"14\">{label}</text><text x=\"{middle}\" y=\"14\">{value}</text></g></svg>\n",
        left / 2
    )
}

/// A share as people read it, as the page rounds it: 100 % only when it is all, 0 % only when it is nothing.
pub fn percent(share: f64) -> String {
    match share {
        share if share >= 1.0 => "100%".to_owned(),
        share if share <= 0.0 => "0%".to_owned(),
        share => format!("{:.1}%", (share * 1000.0).round().clamp(1.0, 999.0) / 10.0),
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_share_is_rounded_but_is_whole_only_when_it_is() {
        let shares = [0.0, 0.0001, 0.9424, 0.9425, 0.9428, 0.9999, 1.0].map(percent);
        assert_eq!(shares, ["0%", "0.1%", "94.2%", "94.3%", "94.3%", "99.9%", "100%"]);
    }
}
