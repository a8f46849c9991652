import TestSupport
import Testing

/// F3 to F5 of the rules, done twice: thresholds in US dollars, over rates with gaps.
@Suite("Thresholds, done twice")
struct ThresholdTests {
  /// The rates of one day: how much of each currency one euro buys, as it is written.
  private struct Day {
    var date: String
    var rates: [String: String]
  }

  private static let currencies = ["usd", "jpy", "gbp", "kwd", "isk"]

  /// Days with gaps, the newest first, as the European Central Bank publishes them.
  private static func days(_ random: inout SplitMix64) -> [Day] {
    (0..<60).map { index in
      let at = Instant("2025-06-30") + -(index * 3 + index % 2) * 86400
      var rates: [String: String] = [:]
      for currency in currencies where !random.chance(20) {
        let scale = currency == "jpy" || currency == "isk" ? 150 : 1
        rates[currency] = "\(scale + random.below(scale + 1)).\(1000 + random.below(9000))"
      }
      return Day(date: at.date, rates: rates)
    }
  }

  private static func ecb(_ days: [Day]) -> String {
    var text = "Date," + currencies.map { $0.uppercased() }.joined(separator: ",") + ",\n"
    for day in days {
      text += day.date + "," + currencies.map { day.rates[$0] ?? "N/A" }.joined(separator: ",")
      text += ",\n"
    }
    return text
  }

  private static func jsonLines(_ days: [Day]) -> String {
    days.map { day in
      let rates = day.rates.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
      return
        "{\"date\":\"\(day.date)\",\"base\":\"eur\",\"rates\":{\(rates.joined(separator: ","))}}\n"
    }.joined()
  }

  /// What a change is worth in US dollars; nil where no day tells.
  private static func dollars(_ movement: Notice.Movement, _ days: [Day]) -> Fraction? {
    let exponent = ["jpy": 1, "kwd": 1000][movement.currency] ?? 100
    let amount = Fraction(abs(movement.mrr_change), over: exponent)
    if movement.currency == "usd" { return amount }
    for day in days where day.date <= movement.date {
      guard let usd = day.rates["usd"] else { continue }
      if movement.currency == "eur" { return amount * Fraction(decimal: usd) }
      guard let own = day.rates[movement.currency] else { continue }
      return amount * Fraction(decimal: usd) / Fraction(decimal: own)
    }
    return nil
  }

  @Test("What is kept is what exact fractions say", arguments: ["25", "99.5", "0.01", "1000"])
  func kept(_ threshold: String) throws {
    var random = SplitMix64(movable: 71)
    let days = Self.days(&random)
    var input: [String] = []
    var wanted: [String] = []
    for number in 0..<600 {
      let movements = (0...random.below(3)).map { _ in
        let sign = random.chance(50) ? 1 : -1
        let size = random.pick([100, 3000, 12_000, 200_000])
        return movement(
          sign > 0 ? "expansion" : "contraction", sign * random.between(1, size),
          (Instant("2024-12-20") + random.below(220 * 86400)).date, "P",
          currency: random.pick(Self.currencies + ["eur", "xyz"]))
      }
      let lines = Self.payload(movements, number)
      input += lines
      // No rate: kept, so that no alert is lost.
      let passes = movements.contains { each in
        Self.dollars(each, days).map { $0 > Fraction(decimal: threshold) } ?? true
      }
      if passes { wanted += lines }
    }
    for (rates, text) in [("ecb", Self.ecb(days)), ("json", Self.jsonLines(days))] {
      let result = try Program.inFolder { folder in
        try write(text, to: "\(folder)/rates")
        return try Program.run(
          "mrr-filter", ["-q", "--over", threshold, "--rates", "\(folder)/rates"],
          Array(input.joined(separator: "\n").utf8), in: folder)
      }
      #expect(result.status == 0)
      #expect(result.lines == wanted, "\(rates)")
    }
    #expect(wanted.count > 100 && wanted.count < input.count)
  }

  private static func payload(_ movements: [Notice.Movement], _ number: Int) -> [String] {
    movements.enumerated().map { index, movement in
      var notice = Notice(
        event: "mrr_movement", customer: "cus_\(number)", account: nil, at: "04-02")
      notice.movements = [movement]
      notice.meta?.part = index + 1
      notice.meta?.last = index == movements.count - 1
      return notice.canonical
    }
  }
}
