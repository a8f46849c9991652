import Command
import JSONText

/// What currencies were worth, day by day.
///
/// The file's bytes are kept, and each rate is a range of them: a rate is read exactly, and only
/// when it is asked for.
package struct ExchangeRates: Sendable {
  /// What one unit of `base` buys on a day.
  struct Row: Sendable {
    var date: CalendarDate
    var base: CurrencyCode
    var rates: Range<Int>
  }

  /// How many units of `currency` that is; the number stands at `text` in the bytes.
  struct Rate: Sendable {
    var currency: CurrencyCode
    var start: UInt32
    var end: UInt32
  }

  /// The file, with ``Padding/length`` bytes behind it.
  private let bytes: [UInt8]
  private let rates: [Rate]
  /// The newest day first; of one day the rows of one base together, the file's last first.
  private let rows: [Row]

  init(bytes: [UInt8], rows: [Row], rates: [Rate]) {
    self.bytes = bytes
    self.rates = rates
    self.rows = rows.enumerated().sorted { first, second in
      if first.element.date != second.element.date {
        return first.element.date > second.element.date
      }
      if first.element.base != second.element.base {
        return first.element.base.text < second.element.base.text
      }
      return first.offset > second.offset
    }.map(\.element)
  }

  /// What one unit of the same third currency buys of each, on the newest day up to `date` that has
  /// both; nil if there is none.
  func pair(
    _ first: CurrencyCode, _ second: CurrencyCode, upTo date: CalendarDate
  ) -> (Decimal, Decimal)? {
    var index = firstRow(upTo: date)
    while index < rows.count {
      var end = index + 1
      while end < rows.count, rows[end].date == rows[index].date,
        rows[end].base == rows[index].base
      {
        end += 1
      }
      if let one = rate(of: first, in: index..<end), let other = rate(of: second, in: index..<end) {
        return (one, other)
      }
      index = end
    }
    return nil
  }

  /// The index of the newest row not after `date`.
  private func firstRow(upTo date: CalendarDate) -> Int {
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].date > date { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func rate(of currency: CurrencyCode, in group: Range<Int>) -> Decimal? {
    if rows[group.lowerBound].base == currency { return .one }
    for row in rows[group] {
      // Of a repeated key the last one counts.
      for rate in rates[row.rates].reversed() where rate.currency == currency {
        return Decimal(bytes.span, Int(rate.start)..<Int(rate.end), exponent: true)
      }
    }
    return nil
  }
}

/// Why a file is no file of exchange rates.
package struct RatesFault: Error, Equatable {
  /// The line, from 1; 0 where the whole file is meant.
  package var line: Int
  package var reason: String
}
