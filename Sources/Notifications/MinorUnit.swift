/// The smallest unit of a currency, as billing systems count it (rules.md, F5).
///
/// Not quite ISO 4217: isk and huf have two digits here, as Stripe sends them.
package enum MinorUnit {
  /// How many decimal digits one unit of `currency` (three lower-case letters) is divided into.
  package static func exponent(of currency: String) -> Int {
    if withoutFraction.contains(currency) { return 0 }
    return inThousandths.contains(currency) ? 3 : 2
  }

  private static let withoutFraction: Set<String> = [
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv",
    "xaf", "xof", "xpf",
  ]

  private static let inThousandths: Set<String> = ["bhd", "jod", "kwd", "omr", "tnd"]
}
