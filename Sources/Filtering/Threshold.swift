import Command
import JSONText
import Notifications

/// `--over AMOUNT`: which changes are worth more than so many US dollars (rules.md, F3 to F5).
///
/// A change passes if |change| / 10^exponent × US dollars a unit > amount. All of it but the change
/// depends on the currency and the day alone, so the largest change that does not pass is computed
/// once for these, exactly; a change is then compared as an integer.
package struct Threshold: Sendable {
  private let amount: Decimal
  private let rates: ExchangeRates?

  /// The largest change in cents that does not pass.
  private let dollarLimit: UInt64
  /// The same for other currencies by day, where it was asked for; nil where no rate is known.
  private var limits: [Key: UInt64?] = [:]
  /// The currencies that were warned of.
  private var missing: Set<CurrencyCode> = []
  /// Those that are no codes.
  private var strange: Set<String> = []

  private struct Key: Hashable {
    var currency: CurrencyCode
    var date: CalendarDate
  }

  /// More than a run of years needs: what bounds the memory that a hostile input can take.
  private static let mostLimits = 20_000
  private static let mostWarnings = 1000

  /// Makes the threshold; without rates only US dollars can be compared.
  package init(over amount: Decimal, rates: ExchangeRates?) {
    self.amount = amount
    self.rates = rates
    dollarLimit = Self.limit(amount, exponent: 2, perDollar: .one, perUnit: .one)
  }

  /// What keeps a change from being judged.
  enum Problem: Error {
    case noDate, badDate
  }

  /// Whether a change of so many minor units passes, the currency and the date being ranges of
  /// `bytes`; one of which no rate is known does, with a warning for its currency.
  mutating func isPassed(
    by change: UInt64, _ bytes: Span<UInt8>, currency name: Range<Int>, date day: Range<Int>?,
    into output: inout Output
  ) throws(Problem) -> Bool {
    guard let currency = CurrencyCode(bytes, name) else {
      let text = "'\(Self.text(bytes, name))'"
      if strange.count < Self.mostWarnings && strange.insert(text).inserted {
        warn(of: text, &output)
      }
      return true
    }
    if currency == .usd { return change > dollarLimit }
    guard let rates else {
      warn(of: currency, &output)
      return true
    }
    guard let day else { throw .noDate }
    guard let date = CalendarDate(bytes, day) else { throw .badDate }
    guard let limit = limit(Key(currency: currency, date: date), rates) else {
      warn(of: currency, &output, on: Self.text(bytes, day))
      return true
    }
    return change > limit
  }

  private static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    var text: [UInt8] = []
    for index in range { text.append(bytes[index]) }
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func limit(_ key: Key, _ rates: ExchangeRates) -> UInt64? {
    if let known = limits[key] { return known }
    let limit = rates.pair(.usd, key.currency, upTo: key.date).map { perDollar, perUnit in
      Self.limit(
        amount, exponent: MinorUnit.exponent(of: key.currency.text), perDollar: perDollar,
        perUnit: perUnit)
    }
    if limits.count == Self.mostLimits { limits.removeAll() }
    limits[key] = .some(limit)
    return limit
  }

  /// The largest |change| with |change| / 10^exponent × dollars / units ≤ amount, `dollars` and
  /// `units` being what the same sum buys of both currencies.
  ///
  /// Cross-multiplied, so that nothing is divided: |change| × dollars ≤ amount × units × 10^exponent.
  private static func limit(
    _ amount: Decimal, exponent: Int, perDollar dollars: Decimal, perUnit units: Decimal
  ) -> UInt64 {
    var left = dollars.digits
    var right = amount.digits * units.digits
    let shift = exponent + dollars.scale - amount.scale - units.scale
    if shift >= 0 {
      right.multiply(byPowerOfTen: shift)
    } else {
      left.multiply(byPowerOfTen: -shift)
    }
    var limit: UInt64 = 0
    for bit in (0..<64).reversed() {
      let candidate = limit | 1 << UInt64(bit)
      if left * Natural(candidate) <= right { limit = candidate }
    }
    return limit
  }

  /// Warns again of what was warned of before.
  mutating func forgetWarnings() {
    missing.removeAll()
    strange.removeAll()
  }

  private mutating func warn(
    of currency: CurrencyCode, _ output: inout Output, on day: String? = nil
  ) {
    guard missing.count < Self.mostWarnings, missing.insert(currency).inserted else { return }
    warn(of: currency.text, &output, on: day)
  }

  private func warn(of currency: String, _ output: inout Output, on day: String? = nil) {
    let hint = rates == nil ? " (--rates FILE)" : day.map { " on \($0) or before" } ?? ""
    output.warn(
      "no exchange rate for \(currency)\(hint): its movements are kept whatever their size")
  }
}
