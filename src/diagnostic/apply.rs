//! Puts edits into a text, and chooses between fixes that want the same place.
//!
//! Nothing here touches files or knows markup: edits come ready from `document::Segment::edit`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Applicability, Fix};
use crate::text::{Edit, Locus};

/// The text after the edits, which are ascending and do not overlap.
///
/// # Panics
/// If the edits are not ascending, overlap, or do not lie on character boundaries of `text`.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let grown: usize = edits.iter().map(|edit| edit.text.len()).sum();
    let mut out = String::with_capacity(text.len() + grown);
    let mut done = 0;
    for edit in edits {
        let kept = text.get(done..edit.locus.start);
        out.push_str(kept.expect("edits are ascending and lie on character boundaries"));
        out.push_str(&edit.text);
        done = edit.locus.end.max(edit.locus.start);
    }
    out.push_str(text.get(done..).expect("edits lie on character boundaries"));
    out
}

/// Chooses the fixes that can be applied together, all the edits of a fix or none.
///
/// `fixes` are (the rule's name, the fix), at most one for a diagnostic: alternatives of one diagnostic would exclude
/// each other anyway. Fixes below `allowed`, for display only or without edits are passed over. Of overlapping fixes the
/// earlier start wins, then the longer, then the rule's name. Gives the numbers of the chosen ones and of those
/// that were left because of an overlap, both ascending.
pub fn select<'f>(fixes: impl Iterator<Item = (&'f str, &'f Fix)>, allowed: Applicability) -> (Vec<usize>, Vec<usize>) {
    let lowest = allowed.max(Applicability::Unsafe);
    let mut candidates: Vec<_> = fixes
        .enumerate()
        .filter(|(_, (_, fix))| fix.applicability >= lowest)
        .filter_map(|(number, (rule, fix))| Some((whole(fix)?, rule, fix, number)))
        .collect();
    candidates.sort_by(|(a, a_rule, a_fix, a_number), (b, b_rule, b_fix, b_number)| {
        let key = |locus: &Locus| (locus.start, Reverse(locus.end));
        // The edits come last but one, so that the outcome does not depend on the order of the input.
        (key(a), a_rule, &a_fix.edits, a_number).cmp(&(key(b), b_rule, &b_fix.edits, b_number))
    });
    let mut taken = BTreeMap::new();
    let (mut chosen, mut left) = (Vec::new(), Vec::new());
    for (_, _, fix, number) in candidates {
        if fix.edits.iter().all(|edit| is_free(&taken, edit.locus)) {
            taken.extend(fix.edits.iter().map(|edit| (edit.locus.start, edit.locus.end)));
            chosen.push(number);
        } else {
            left.push(number);
        }
    }
    chosen.sort_unstable();
    left.sort_unstable();
    (chosen, left)
}

/// The edits of several fixes in one ascending list, ready for [`apply`].
pub fn merged<'f>(fixes: impl Iterator<Item = &'f Fix>) -> Vec<Edit> {
    let mut edits: Vec<Edit> = fixes.flat_map(|fix| fix.edits.iter().cloned()).collect();
    edits.sort_unstable();
    // Two replacements side by side saw only what stood there: one space is enough, and two Latin words need one.
    for at in 1..edits.len() {
        let (before, after) = (edits[at - 1].text.chars().next_back(), edits[at].text.chars().next());
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if edits[at - 1].locus.end != edits[at].locus.start {
            continue;
        }
        if before == Some(' ') && after == Some(' ') {
            edits[at].text.remove(0);
        } else if is_word(before) && is_word(after) && edits[at].locus.start < edits[at].locus.end {
            edits[at].text.insert(0, ' ');
        }
    }
    edits
}

/// From the first edit to the last.
fn whole(fix: &Fix) -> Option<Locus> {
    Some(Locus::new(fix.edits.first()?.locus.start, fix.edits.last()?.locus.end))
}

/// Whether nothing was taken there. Two insertions at one place exclude each other, and so do an insertion and a
/// replacement that touches it: their order would be anybody's guess.
fn is_free(taken: &BTreeMap<usize, usize>, locus: Locus) -> bool {
    let conflicts = |(start, end): (&usize, &usize)| {
        let other = Locus::new(*start, *end);
        other.overlaps(&locus)
            || ((other.start == other.end || locus.start == locus.end) && other.start <= locus.end && locus.start <= other.end)
    };
    // Taken loci do not overlap, so only the last that starts before the end can reach in; an empty one may hide the
    // replacement that it touches.
    !taken.range(..=locus.end).rev().take(3).any(conflicts)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{apply, merged, select};
    use crate::diagnostic::{Applicability, Fix};
    use crate::text::{Edit, Locus};

    fn fix(applicability: Applicability, edits: &[(usize, usize, &str)]) -> Fix {
        let edit = |&(start, end, text): &(usize, usize, &str)| Edit { locus: Locus::new(start, end), text: text.to_owned() };
        Fix { applicability, replacement: String::new(), edits: edits.iter().map(edit).collect() }
    }

    fn selected(fixes: &[(&str, Fix)], allowed: Applicability) -> (Vec<usize>, Vec<usize>) {
        select(fixes.iter().map(|(rule, fix)| (*rule, fix)), allowed)
    }

    #[test]
    fn edits_replace_insert_and_delete() {
        let fix = fix(Applicability::Safe, &[(0, 3, "海"), (4, 4, "++"), (5, 6, "")]);
        assert_eq!(apply("总a b.", &fix.edits), "海a++ ".to_owned() + ".");
    }

    #[test]
    fn the_earlier_wins_then_the_longer_then_the_rule() {
        use Applicability::Safe;
        let fixes = [
            ("b", fix(Safe, &[(2, 6, "late")])),
            ("b", fix(Safe, &[(0, 3, "short")])),
            ("b", fix(Safe, &[(0, 4, "long")])),
            ("a", fix(Safe, &[(0, 4, "long, other rule")])),
            ("a", fix(Safe, &[(4, 6, "touches")])),
        ];
        assert_eq!(selected(&fixes, Safe), (vec![3, 4], vec![0, 1, 2]));
    }

    #[test]
    fn a_fix_is_applied_as_a_whole_or_left() {
        use Applicability::Safe;
        let fixes = [
            ("a", fix(Safe, &[(0, 2, "x"), (8, 9, "y")])),
            ("a", fix(Safe, &[(3, 4, "x"), (8, 9, "z")])),
            ("a", fix(Safe, &[(3, 4, "w")])),
        ];
        assert_eq!(selected(&fixes, Safe), (vec![0, 2], vec![1]));
    }

    #[test]
    fn only_what_is_allowed_is_considered() {
        use Applicability::{Display, Safe, Unsafe};
        let fixes = [
            ("a", fix(Unsafe, &[(0, 2, "x")])),
            ("a", fix(Safe, &[(1, 3, "y")])),
            ("a", fix(Display, &[(5, 6, "z")])),
            ("a", fix(Safe, &[])),
        ];
        assert_eq!(selected(&fixes, Safe), (vec![1], vec![]));
        assert_eq!(selected(&fixes, Unsafe), (vec![0], vec![1]));
        assert_eq!(selected(&fixes, Display), (vec![0], vec![1]));
    }

    #[test]
    fn insertions_at_one_place_exclude_each_other() {
        use Applicability::Safe;
        let fixes = [("a", fix(Safe, &[(2, 2, "x")])), ("b", fix(Safe, &[(2, 2, "y")])), ("c", fix(Safe, &[(0, 2, "z")]))];
        assert_eq!(selected(&fixes, Safe), (vec![2], vec![0, 1]));
    }

    const TEXT: &str = "凯尔西·海塔尔 said: a 容器 is\r\nnot a 集装箱 😀.";

    /// A fix of up to three edits between the characters of `TEXT`.
    fn any_fix() -> impl Strategy<Value = (String, Fix)> {
        let boundaries: Vec<usize> = TEXT.char_indices().map(|(at, _)| at).chain([TEXT.len()]).collect();
        let last = boundaries.len() - 1;
        let applicability = prop_oneof![Just(Applicability::Safe), Just(Applicability::Unsafe), Just(Applicability::Display)];
        (proptest::collection::vec(0..=last, 0..6), "[ab]", "[x海]{0,3}", applicability).prop_map(
            move |(mut at, rule, text, applicability)| {
                at.sort_unstable();
                let edits: Vec<_> =
                    at.chunks_exact(2).map(|pair| (boundaries[pair[0]], boundaries[pair[1]], text.as_str())).collect();
                (rule, fix(applicability, &edits))
            },
        )
    }

    proptest! {
        #[test]
        fn bytes_outside_edits_stay(fixes in proptest::collection::vec(any_fix(), 0..8)) {
            let (chosen, _) = select(fixes.iter().map(|(rule, fix)| (rule.as_str(), fix)), Applicability::Unsafe);
            let edits = merged(chosen.iter().map(|number| &fixes[*number].1));
            let after = apply(TEXT, &edits);
            let (mut rest, mut done) = (after.as_str(), 0);
            for edit in &edits {
                rest = rest.strip_prefix(&TEXT[done..edit.locus.start]).unwrap().strip_prefix(&*edit.text).unwrap();
                done = edit.locus.end;
            }
            prop_assert_eq!(rest, &TEXT[done..]);
        }

        #[test]
        fn the_order_of_the_input_does_not_matter(
            (fixes, shuffled) in proptest::collection::vec(any_fix(), 0..8).prop_flat_map(|fixes| (Just(fixes.clone()), Just(fixes).prop_shuffle()))
        ) {
            let outcome = |fixes: &[(String, Fix)]| {
                let (chosen, left) = select(fixes.iter().map(|(rule, fix)| (rule.as_str(), fix)), Applicability::Safe);
                (merged(chosen.iter().map(|number| &fixes[*number].1)), left.len())
            };
            prop_assert_eq!(outcome(&fixes), outcome(&shuffled));
        }

        #[test]
        fn everything_eligible_is_chosen_or_left(fixes in proptest::collection::vec(any_fix(), 0..8)) {
            let (chosen, left) = select(fixes.iter().map(|(rule, fix)| (rule.as_str(), fix)), Applicability::Unsafe);
            let mut both = [chosen, left].concat();
            both.sort_unstable();
            let eligible = fixes.iter().enumerate().filter(|(_, (_, fix))| fix.applicability > Applicability::Display && !fix.edits.is_empty());
            prop_assert_eq!(both, eligible.map(|(number, _)| number).collect::<Vec<_>>());
        }
    }
}
