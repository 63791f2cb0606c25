use std::io::BufRead;
fn main() {
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let mut p = line.split('\t');
        let (k, a, b) = (p.next().unwrap(), p.next().unwrap(), p.next().unwrap());
        let v = if k == "s" {
            glossator::similarity::sound::distance(a, b)
        } else {
            glossator::similarity::transliteration::score(a, b)
        };
        println!("{v:.3}\t{line}");
    }
}
