private let january = InvoiceLine(amount: 4900, start: "2025-01-15 00:00", end: "2025-02-15 00:00")
private let february = InvoiceLine(
  amount: 4900, start: "2025-02-15 00:00", end: "2025-03-15 00:00")
private let march = InvoiceLine(
  amount: 4900, start: "2025-03-15 00:00", end: "2025-04-15 00:00")
private let dearer = InvoiceLine(
  amount: 9900, start: "2025-02-15 00:00", end: "2025-03-15 00:00")
private let seatsToo = InvoiceLine(
  plan: "Seats", amount: 3000, start: "2025-01-15 00:00", end: "2025-02-15 00:00")
private let new = "new +4900 2025-01-15 Pro"

private func paidBill(_ at: Instant, _ id: String, _ lines: InvoiceLine...) -> Line {
  nativeInvoice(at, id, "paid", lines)
}

private let first = paidBill("2025-01-15 00:00", "in_1", january)

/// A case on the basis of invoices, as of some day.
private func row(_ name: String, _ day: String, _ input: Line..., gives: String...) -> RuleCase {
  RuleCase(
    name, need: .invoices,
    steps: .init("mrr-detect --basis invoices --as-of \(day)", input, gives))
}

extension RuleCase {
  /// Sentences of R23 and R24 that have no numbered case.
  static let invoiceRows: [RuleCase] = [
    row(
      "R23 a renewal that is open keeps the MRR", "2025-03-01", first,
      nativeInvoice("2025-02-15 00:00", "in_2", "open", [february]), gives: new),
    row(
      "R23 an open renewal that never is paid", "2025-03-20", first,
      nativeInvoice("2025-02-15 00:00", "in_2", "open", [february]), gives: new,
      "churn -4900 2025-03-15 Pro | status canceled"),
    row(
      "R23 an open renewal that is void", "2025-03-01", first,
      nativeInvoice("2025-02-15 00:00", "in_2", "open", [february]),
      nativeInvoice("2025-02-20 00:00", "in_2", "void", [february]), gives: new,
      "churn -4900 2025-02-15 Pro"),
    row(
      "R23 void once a later one was paid", "2025-04-01", first,
      nativeInvoice("2025-02-15 00:00", "in_2", "open", [february]),
      paidBill("2025-03-15 00:00", "in_3", march),
      nativeInvoice("2025-03-20 00:00", "in_2", "void", [february]), gives: new),
    row(
      "R23 void once all has lapsed", "2025-05-01", first,
      nativeInvoice("2025-02-15 00:00", "in_2", "open", [february]),
      nativeInvoice("2025-04-20 00:00", "in_2", "void", [february]), gives: new,
      "churn -4900 2025-03-15 Pro"),
    row(
      "R24 paid once all has lapsed", "2025-09-01", first,
      nativeInvoice("2025-02-15 00:00", "in_2", "open", [february]),
      paidBill("2025-04-10 00:00", "in_2", february), gives: new, "churn -4900 2025-03-15 Pro"),
    row(
      "R23 the first paid after the second", "2025-09-01",
      nativeInvoice("2025-01-15 00:00", "in_1", "open", [january]),
      paidBill("2025-02-15 00:00", "in_2", february),
      paidBill("2025-03-01 00:00", "in_1", january), gives: "new +4900 2025-02-15 Pro",
      "churn -4900 2025-03-15 Pro"),
    row(
      "R23 another price paid after the next period", "2025-04-01", first,
      nativeInvoice("2025-02-15 00:00", "in_2", "open", [dearer]),
      paidBill("2025-03-15 00:00", "in_3", march),
      paidBill("2025-03-20 00:00", "in_2", dearer), gives: new),
    row(
      "R23 all paid long after their periods began", "2025-07-01",
      nativeInvoice("2025-01-15 00:00", "in_1", "open", [january]),
      nativeInvoice("2025-02-15 00:00", "in_2", "open", [february]),
      paidBill("2025-03-10 00:00", "in_1", january),
      nativeInvoice("2025-03-15 00:00", "in_3", "open", [march]),
      paidBill("2025-04-10 00:00", "in_2", february),
      gives: "new +4900 2025-03-10 Pro", "churn -4900 2025-04-15 Pro"),
    row(
      "R23 cancelled, the last one paid after that", "2025-07-01", first,
      nativeInvoice("2025-02-15 00:00", "in_2", "open", [february]),
      native("2025-02-20 00:00", Sub(pro, status: "canceled", ended: "2025-02-20 00:00")),
      paidBill("2025-02-25 00:00", "in_2", february), gives: new, "churn -4900 2025-02-20 Pro"),
    row(
      "R23 a first invoice that is open", "2025-02-01",
      nativeInvoice("2025-01-15 00:00", "in_1", "open", [january])),
    row(
      "R23 paid before its period", "2025-02-01", paidBill("2025-01-10 00:00", "in_1", january),
      gives: new),
    row(
      "R23 paid after its period began", "2025-02-01",
      nativeInvoice("2025-01-15 00:00", "in_1", "open", [january]),
      paidBill("2025-01-20 00:00", "in_1", january), gives: "new +4900 2025-01-20 Pro"),
    row(
      "R23 without inclusive tax", "2025-02-01",
      paidBill(
        "2025-01-15 00:00", "in_1",
        InvoiceLine(
          amount: 5831, start: "2025-01-15 00:00", end: "2025-02-15 00:00", tax: 931)),
      gives: new),
    row(
      "R23 prorated lines are ignored", "2025-02-01", first,
      paidBill(
        "2025-01-20 00:00", "in_2",
        InvoiceLine(
          plan: "Biz", amount: 2500, start: "2025-01-20 00:00", end: "2025-02-15 00:00",
          isProration: true)), gives: new),
    row(
      "R23 a short period is ignored", "2025-01-20",
      paidBill(
        "2025-01-15 00:00", "in_1",
        InvoiceLine(amount: 1600, start: "2025-01-15 00:00", end: "2025-01-25 00:00"))),
    row(
      "R23 a day short is not", "2025-02-01",
      paidBill(
        "2025-01-15 00:00", "in_1",
        InvoiceLine(amount: 4900, start: "2025-01-15 00:00", end: "2025-02-14 00:00")),
      gives: new),
    row(
      "R23 an invoice replaces all lines", "2025-03-01",
      paidBill("2025-01-15 00:00", "in_1", january, seatsToo),
      paidBill("2025-02-15 00:00", "in_2", february), gives: new,
      "& new +3000 2025-01-15 Seats",
      "contraction -3000 2025-02-15 Seats | removed Seats"),
    row(
      "R23 a free first period", "2025-02-01",
      paidBill(
        "2025-01-15 00:00", "in_1",
        InvoiceLine(amount: 0, start: "2025-01-15 00:00", end: "2025-02-15 00:00"))),
    row(
      "R23 subscriptions alone give nothing", "2025-04-01", native("03-15", Sub(pro))),
    row(
      "R24 a cancellation that is told", "2025-02-10", first,
      native(
        "2025-02-01 00:00",
        Sub(pro, status: "canceled", start: "2025-01-15 00:00", ended: "2025-02-01 00:00")),
      gives: new, "churn -4900 2025-02-01 Pro | status canceled"),
    row(
      "R24 at the end of the grace", "2025-03-01", first,
      paidBill(
        "2025-02-18 00:00", "in_2",
        InvoiceLine(amount: 4900, start: "2025-02-18 00:00", end: "2025-03-18 00:00")),
      gives: new),
    row(
      "R24 hours after the grace", "2025-03-01", first,
      paidBill(
        "2025-02-18 02:00", "in_2",
        InvoiceLine(amount: 4900, start: "2025-02-18 02:00", end: "2025-03-18 00:00")),
      gives: new, "churn -4900 2025-02-15 Pro | at 2025-02-18T00:00:00Z",
      "reactivation +4900 2025-02-18 Pro"),
    row(
      "R24 another grace", "2025-02-17 --grace 1d", first, gives: new,
      "churn -4900 2025-02-15 Pro | at 2025-02-16T00:00:00Z"),
    row(
      "R24 due at exactly as-of", "2025-02-18", first, gives: new,
      "churn -4900 2025-02-15 Pro"),
  ]
}
