private let switched = payload(
  movement("contraction", -4900), movement("expansion", 9900, "2025-04-02", "Biz"))
private let scheduledThenChurn = [
  payload(
    movement("churn", -4900, "2025-04-15", isFuture: true), event: "scheduled_cancellation",
    at: "03-20"),
  payload(movement("churn", -4900, "2025-04-15"), at: "04-15", statuses: ["canceled"]),
]
private let euros = payload(movement("churn", -4900, currency: "eur"))
private let yen = payload(movement("new", 14900, currency: "jpy"))
private let churn = "churn -4900 eur 2025-04-02 Pro"

private let ecb = """
  Date,USD,JPY,GBP,
  2025-04-03,1.2,180.1,0.85,
  2025-04-02,1.08,161.2,0.84,
  2025-04-01,1.3,N/A,0.83,

  """

/// A case of rates.
private func rated(
  _ name: String, over: String, _ rates: String, _ line: Line, gives: String...
) -> RuleCase {
  RuleCase(
    name, files: ["rates": rates],
    steps: .init("mrr-filter --over \(over) --rates {rates}", [line], gives))
}

private let euroRates = "{\"date\":\"2025-03-14\",\"base\":\"eur\",\"rates\":{\"usd\":1.08}}\n"
private let yenRates = "{\"date\":\"2025-03-14\",\"base\":\"jpy\",\"rates\":{\"usd\":0.0067}}\n"

extension RuleCase {
  /// The filter: Q1 to Q12.
  static let filtering: [RuleCase] = [
    RuleCase(
      "Q1",
      steps: .init(
        "mrr-filter --over 100", payload(movement("new", 10000)),
        payload(movement("new", 10001), customer: "cus_2"),
        gives: "new +10001 2025-04-02 Pro | customer cus_2")),
    RuleCase(
      "Q2",
      steps: .init(
        "mrr-filter", payload(movement("new", 1)), gives: "new +1 2025-04-02 Pro")),
    rated("Q3", over: "50", euroRates, euros, gives: churn),
    rated("Q3 (53)", over: "53", euroRates, euros),
    rated("Q3 (equal)", over: "52.92", euroRates, euros),
    rated("Q3 (a cent less)", over: "52.91", euroRates, euros, gives: churn),
    rated("Q3 (ECB)", over: "52.91", ecb, euros, gives: churn),
    rated("Q3 (ECB, equal)", over: "52.92", ecb, euros),
    rated("Q4", over: "100", yenRates, yen),
    rated("Q4 (99.83)", over: "99.82", yenRates, yen, gives: "new +14900 jpy 2025-04-02 Pro"),
    rated("Q4 (equal)", over: "99.83", yenRates, yen),
    RuleCase(
      "Q5",
      steps: .init(
        "mrr-filter --over 75", switched, gives: "contraction -4900 2025-04-02 Pro",
        "& expansion +9900 2025-04-02 Biz")),
    RuleCase("Q5 (99)", steps: .init("mrr-filter --over 99", switched)),
    RuleCase(
      "Q6",
      steps: .init(
        "mrr-filter --types expansion", switched, gives: "expansion +9900 2025-04-02 Biz")),
    RuleCase(
      "Q6 (marked last)",
      steps: .init(
        "mrr-filter --types contraction", [switched], [], 0, nil, [],
        [
          switched.text(.new).split(separator: "\n")[0]
            .replacing("\"last\":false", with: "\"last\":true")
        ].map { String($0) })),
    RuleCase(
      "Q7",
      steps: .init(
        "mrr-filter --types new,expansion,contraction,churn,reactivation,failed_payment",
        scheduledThenChurn, ["churn -4900 2025-04-15 Pro | status canceled"])),
    RuleCase(
      "Q8",
      steps: .init(
        "mrr-filter --types churn", scheduledThenChurn,
        ["churn -4900 2025-04-15 Pro | status canceled"])),
    RuleCase(
      "Q9",
      steps: .init(
        "mrr-filter --over 1000", failedPayment(4900),
        gives: "failed: 4900 2025-04-02 card_declined attempt 1")),
    RuleCase(
      "Q10", files: ["rates": euroRates],
      steps: .init(
        "mrr-filter --over 100 --rates {rates}", payload(movement("new", 1, currency: "xyz")),
        gives: "new +1 xyz 2025-04-02 Pro", says: ["xyz"])),
    RuleCase(
      "Q10 (no rates)",
      steps: .init(
        "mrr-filter --over 100", payload(movement("new", 1, currency: "xyz")),
        gives: "new +1 xyz 2025-04-02 Pro", says: ["xyz"])),
    RuleCase(
      "Q11", native("03-15", Sub(Item("P", 9999, per: "year"))),
      native("04-02", Sub(Item("P", 10000, per: "year"))), gives: "new +833 2025-03-15 P"),
    RuleCase(
      "Q11 (detected)", native("03-15", Sub(Item("P", 9999, per: "year"))),
      native("04-02", Sub(Item("P", 10006, per: "year"))),
      gives: "new +833 2025-03-15 P", "expansion +1 2025-04-02 P"),
    RuleCase(
      "Q11 (filtered)",
      steps: .init(
        "mrr-detect | mrr-filter --over 1", native("03-15", Sub(Item("P", 9999, per: "year"))),
        native("04-02", Sub(Item("P", 10006, per: "year"))), gives: "new +833 2025-03-15 P")),
    RuleCase(
      "Q12",
      steps: .init(
        "mrr-group | mrr-filter --types contraction", switched,
        gives: "contraction -4900 2025-04-02 Pro")),
    RuleCase(
      "Q12 (bytes)",
      steps: .init(
        "mrr-group | mrr-filter --types contraction", [switched], [], 0, nil, [],
        [joined(movement("contraction", -4900)).text(.new)])),
    RuleCase(
      "Q12 (detected)",
      steps: .init(
        "mrr-detect | mrr-group | mrr-filter --types contraction", native("03-15", Sub(pro)),
        native("04-02", Sub(biz)), gives: "contraction -4900 2025-04-02 Pro")),
  ]
}
