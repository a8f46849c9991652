import Command
import JSONText

extension ExchangeRates {
  /// Reads a file of rates: the European Central Bank's `eurofxref-hist.csv` as it is published
  /// (unzipped), or JSON Lines `{"date":"2025-03-14","base":"eur","rates":{"usd":1.08}}`.
  package init(file: [UInt8]) throws(RatesFault) {
    if file.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      throw RatesFault(line: 0, reason: "a zip archive: unzip it first")
    }
    guard file.count < UInt32.max else {
      throw RatesFault(line: 0, reason: "too large")
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let start = file.starts(with: mark) ? mark.count : 0
    let bytes = Padding.padded(file)
    var reader = RatesReader()
    try reader.read(bytes.span, start..<file.count)
    if reader.rows.isEmpty {
      throw RatesFault(line: 0, reason: "holds no rates")
    }
    self.init(bytes: bytes, rows: reader.rows, rates: reader.rates)
  }
}

/// Reads the lines of a file of rates, in either form.
private struct RatesReader {
  var rows: [ExchangeRates.Row] = []
  var rates: [ExchangeRates.Rate] = []

  /// The number of the line that is read.
  private var line = 0
  /// The currencies of a table's columns; nil until its header was read.
  private var columns: [CurrencyCode]?

  private enum Field {
    static let date: UInt16 = 1
    static let base: UInt16 = 2
    static let rates: UInt16 = 3
  }

  mutating func read(_ bytes: Span<UInt8>, _ file: Range<Int>) throws(RatesFault) {
    var scanner: JSONScanner?
    var start = file.lowerBound
    while start < file.upperBound {
      var end = start
      while end < file.upperBound, bytes[end] != UInt8(ascii: "\n") { end += 1 }
      line += 1
      let text = Self.trimmed(bytes, start..<end)
      start = end + 1
      if text.isEmpty { continue }
      if columns == nil, scanner == nil {
        guard bytes[text.lowerBound] == UInt8(ascii: "{") else {
          columns = try header(bytes, text)
          continue
        }
        scanner = Self.scanner()
      }
      if let scanner {
        // White space behind it is the scanner's to pass: it wants a line end behind what it reads.
        try read(object: text.lowerBound..<start - 1, bytes, scanner)
      } else {
        try read(tableLine: text, bytes)
      }
    }
  }

  private func fault(_ reason: String) -> RatesFault { RatesFault(line: line, reason: reason) }

  private static func trimmed(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, bytes[start] <= 0x20 { start += 1 }
    while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
    return start..<end
  }

  // MARK: The European Central Bank's table

  /// `Date,USD,JPY,…,`: each line ends with a comma.
  private func header(
    _ bytes: Span<UInt8>, _ text: Range<Int>
  ) throws(RatesFault) -> [CurrencyCode] {
    let cells = Self.cells(bytes, text)
    guard let first = cells.first, JSONValue.isEqual(bytes, first, "Date"), cells.count > 1 else {
      throw fault("neither the European Central Bank's table (Date,USD,…) nor JSON Lines")
    }
    var columns: [CurrencyCode] = []
    for cell in cells.dropFirst() {
      guard let currency = CurrencyCode(bytes, cell), !columns.contains(currency) else {
        throw fault("a column that is no currency, or is there twice")
      }
      columns.append(currency)
    }
    return columns
  }

  private mutating func read(
    tableLine text: Range<Int>, _ bytes: Span<UInt8>
  ) throws(RatesFault) {
    guard let columns else { return }
    let cells = Self.cells(bytes, text)
    guard cells.count == columns.count + 1 else {
      throw fault("\(cells.count) columns, the header has \(columns.count + 1)")
    }
    guard let date = CalendarDate(bytes, cells[0]) else { throw fault("expected a date first") }
    let first = rates.count
    for (currency, cell) in zip(columns, cells.dropFirst()) {
      if JSONValue.isEqual(bytes, cell, "N/A") || cell.isEmpty { continue }
      try add(currency, bytes, cell, exponent: false)
    }
    rows.append(ExchangeRates.Row(date: date, base: .eur, rates: first..<rates.count))
  }

  /// The cells of a line, without the empty one behind a last comma.
  private static func cells(_ bytes: Span<UInt8>, _ text: Range<Int>) -> [Range<Int>] {
    var cells: [Range<Int>] = []
    var start = text.lowerBound
    for index in text where bytes[index] == UInt8(ascii: ",") {
      cells.append(trimmed(bytes, start..<index))
      start = index + 1
    }
    if start < text.upperBound { cells.append(trimmed(bytes, start..<text.upperBound)) }
    return cells
  }

  // MARK: JSON Lines

  private static func scanner() -> JSONScanner {
    var selection = JSONSelection()
    selection.pick("date", as: Field.date, in: selection.root)
    selection.pick("base", as: Field.base, in: selection.root)
    let rates = selection.pick("rates", as: Field.rates, in: selection.root)
    selection.reportUnknown(in: rates)
    return JSONScanner(selection)
  }

  private mutating func read(
    object text: Range<Int>, _ bytes: Span<UInt8>, _ scanner: JSONScanner
  ) throws(RatesFault) {
    var found: [JSONFound] = []
    do throws(JSONError) {
      try scanner.scan(bytes, text, into: &found)
    } catch {
      throw fault(error.reason)
    }
    let members = found.indices.filter { found[$0].parent == 0 }
    guard let date = members.last(where: { found[$0].field == Field.date }),
      found[date].kind == .string, let day = CalendarDate(bytes, found[date].content)
    else { throw fault("date: expected a day such as 2025-03-14") }
    guard let base = members.last(where: { found[$0].field == Field.base }),
      found[base].kind == .string, let currency = CurrencyCode(bytes, found[base].content)
    else { throw fault("base: expected a currency") }
    guard let list = members.last(where: { found[$0].field == Field.rates }),
      found[list].kind == .object
    else { throw fault("rates: expected an object") }
    let first = rates.count
    for rate in found[(list + 1)..<Int(found[list].next)] {
      let start = Int(rate.keyStart) + 1
      var end = start
      while bytes[end] != UInt8(ascii: "\"") { end += 1 }
      guard let currency = CurrencyCode(bytes, start..<end) else {
        throw fault("rates: a key that is no currency")
      }
      guard rate.kind == .number else {
        throw fault("rates.\(currency.text): expected a number")
      }
      try add(currency, bytes, rate.range, exponent: true)
    }
    rows.append(ExchangeRates.Row(date: day, base: currency, rates: first..<rates.count))
  }

  private mutating func add(
    _ currency: CurrencyCode, _ bytes: Span<UInt8>, _ number: Range<Int>, exponent: Bool
  ) throws(RatesFault) {
    guard Decimal.isPositive(bytes, number, exponent: exponent) else {
      throw fault("\(currency.text): expected a number above 0")
    }
    rates.append(
      ExchangeRates.Rate(
        currency: currency, start: UInt32(number.lowerBound), end: UInt32(number.upperBound)))
  }
}
