import Filtering
import Notifications
import Testing

@Suite struct ExchangeRatesTests {
  /// The European Central Bank's file, as it looks: the newest day first, a comma at each end.
  static let table = """
    Date,USD,JPY,CYP,GBP,
    2025-03-14,1.0889,161.66,N/A,0.84183,
    2025-03-13,1.0842,160.46,N/A,0.83795,
    2007-12-31,1.4721,164.93,0.585274,0.73335,
    1999-01-04,1.1789,133.73,0.58231,0.7111,
    """

  /// Whether `change` on `date` is over `amount`; nil where no rate is known.
  private func isOver(
    _ amount: String, _ change: Int64, _ currency: String, _ date: String, rates: String
  ) throws -> Bool? {
    let result = run(
      try filter(over: amount, rates: rates),
      on: payload([Change(.new, change, currency, date)]))
    #expect(result.rejections.isEmpty)
    return result.warnings.isEmpty ? result.lines.count == 1 : nil
  }

  @Test(
    arguments: [
      // Exactly the amount is not over it: 100.00 eur = 108.89 usd.
      ("108.89", 10000, "eur", "2025-03-14", false), ("108.88", 10000, "eur", "2025-03-14", true),
      ("108.88999999999999999999999999999", 10000, "eur", "2025-03-14", true),
      ("108.89000000000000000000000000001", 10000, "eur", "2025-03-14", false),
      // A Sunday takes Friday; the future takes the newest day; a day between takes the one before.
      ("108.89", 10000, "eur", "2025-03-16", false), ("108.88", 10000, "eur", "2035-01-01", true),
      ("108.42", 10000, "eur", "2025-03-13", false), ("147.20", 10000, "eur", "2025-03-12", true),
      // Across: 16166 jpy = 108.89 usd.
      ("108.89", 16166, "jpy", "2025-03-14", false), ("108.89", 16167, "jpy", "2025-03-14", true),
      // What is no longer quoted has its last rate: 585.274 cyp = 1472.10 usd.
      ("1472.1", 58527, "cyp", "2025-03-14", false), ("1472.1", 58528, "cyp", "2025-03-14", true),
      // No rate of another day enters a dollar.
      ("1", 100, "usd", "1980-01-01", false), ("1", 101, "usd", "1980-01-01", true),
    ] as [(String, Int64, String, String, Bool)])
  func table(amount: String, change: Int64, currency: String, date: String, over: Bool) throws {
    #expect(try isOver(amount, change, currency, date, rates: Self.table) == over)
    // Windows line ends and a byte order mark change nothing.
    let windows = "\u{FEFF}" + Self.table.split(separator: "\n").joined(separator: "\r\n")
    #expect(try isOver(amount, change, currency, date, rates: windows) == over)
  }

  @Test(arguments: [("eur", "1999-01-03"), ("gbp", "1998-12-31"), ("chf", "2025-03-14")])
  func noRate(currency: String, date: String) throws {
    #expect(try isOver("1", 10000, currency, date, rates: Self.table) == nil)
  }

  @Test("white space around a line is nothing", arguments: [" ", "\t ", " \r", "  \n\n"])
  func space(_ space: String) throws {
    let rates = #"{"date":"2025-03-14","base":"eur","rates":{"usd":1.08}}"#
    #expect(
      try isOver("1", 10000, "eur", "2025-03-14", rates: space + rates + space + "\n") == true)
    #expect(try isOver("1", 10000, "eur", "2025-03-14", rates: rates + space) == true)
  }

  static let lines = """
    {"date":"2025-03-14","base":"eur","rates":{"usd":1.08,"gbp":0.84},"source":"x"}
    {"date":"2025-03-12","base":"usd","rates":{"JPY":1.5e+2,"kwd":3.08E-1}}

    {"rates":{"gbp":0.5,"gbp":0.79},"base":"usd","date":"2025-03-15"}
    {"date":"2025-03-10","base":"gbp","rates":{"usd":1.25}}
    """

  @Test(
    arguments: [
      ("108", 10000, "eur", "2025-03-14", false), ("107.99", 10000, "eur", "2025-03-14", true),
      // 84.00 gbp = 108.00 usd, by way of the euro; on the next day 79.00 gbp = 100 usd.
      ("108", 8400, "gbp", "2025-03-14", false), ("108", 8401, "gbp", "2025-03-14", true),
      ("100", 7900, "gbp", "2025-03-15", false), ("100", 7901, "gbp", "2025-03-15", true),
      ("125", 10000, "gbp", "2025-03-12", false), ("125", 10001, "gbp", "2025-03-12", true),
      // No hundredths of a yen, thousandths of a dinar.
      ("1", 150, "jpy", "2025-03-14", false), ("1", 151, "jpy", "2025-03-14", true),
      ("1", 308, "kwd", "2025-03-14", false), ("1", 309, "kwd", "2025-03-14", true),
      ("1", 308, "kwd", "2025-03-11", nil),
    ] as [(String, Int64, String, String, Bool?)])
  func jsonLines(amount: String, change: Int64, currency: String, date: String, over: Bool?) throws
  {
    #expect(try isOver(amount, change, currency, date, rates: Self.lines) == over)
  }

  @Test func theEndsOfSixtyFourBits() throws {
    #expect(
      try isOver("92233720368547758.07", .max, "usd", "2025-01-01", rates: Self.table) == false)
    #expect(
      try isOver("92233720368547758.07", .min, "usd", "2025-01-01", rates: Self.table) == true)
    #expect(
      try isOver("92233720368547758.08", .min, "usd", "2025-01-01", rates: Self.table) == false)
    #expect(
      try isOver(
        "1" + String(repeating: "0", count: 300), .min, "eur", "2025-03-14", rates: Self.table)
        == false)
    #expect(try isOver("0", 1, "usd", "2025-01-01", rates: Self.table) == true)
    #expect(try isOver("0", 0, "usd", "2025-01-01", rates: Self.table) == false)
  }

  @Test(arguments: ["", "-1", "+1", "1.", ".5", "1e3", "1,000", "$5", "1.2.3", " 1", "0x1", "nan"])
  func noAmount(text: String) {
    #expect(Decimal(text) == nil)
  }

  @Test(arguments: [
    ("", 0, "holds no rates"), ("\n \n", 0, "holds no rates"),
    ("Date,USD,\n", 0, "holds no rates"),
    ("PK\u{3}\u{4}rest", 0, "a zip archive: unzip it first"),
    ("<html>", 1, "neither the European Central Bank's table (Date,USD,…) nor JSON Lines"),
    ("Date,USD,USD,\n", 1, "a column that is no currency, or is there twice"),
    ("Date,USD,\n2025-03-14,1.1,\n2025-03-13,1.1,2,\n", 3, "3 columns, the header has 2"),
    ("Date,USD,\n2025-02-30,1.1,\n", 2, "expected a date first"),
    ("Date,USD,\n2025-03-14,1.1x,\n", 2, "usd: expected a number above 0"),
    ("Date,USD,\n2025-03-14,0.00,\n", 2, "usd: expected a number above 0"),
    ("Date,USD,\n2025-03-14,-1,\n", 2, "usd: expected a number above 0"),
    (#"{"date":"2025-03-14""#, 1, "the text ends too early"),
    (#"{"date":20250314}"#, 1, "date: expected a day such as 2025-03-14"),
    (#"{"date":"2025-03-14"}"#, 1, "base: expected a currency"),
    (#"{"date":"2025-03-14","base":"eur","rates":1.08}"#, 1, "rates: expected an object"),
    (
      #"{"date":"2025-03-14","base":"eur","rates":{"usd":"1.08"}}"#, 1,
      "rates.usd: expected a number"
    ),
    (
      #"{"date":"2025-03-14","base":"eur","rates":{"usd":-1}}"#, 1, "usd: expected a number above 0"
    ),
    (
      #"{"date":"2025-03-14","base":"eur","rates":{"usd":1e999}}"#, 1,
      "usd: expected a number above 0"
    ),
    (
      #"{"date":"2025-03-14","base":"eur","rates":{"u$d":1}}"#, 1,
      "rates: a key that is no currency"
    ),
  ])
  func damaged(file: String, line: Int, reason: String) {
    let error = #expect(throws: RatesFault.self) {
      try ExchangeRates(file: Array(file.utf8))
    }
    #expect(error?.line == line)
    #expect(error?.reason == reason)
  }
}
