private let contraction = movement("contraction", -4900)
private let expansion = movement("expansion", 9900, "2025-04-02", "Biz")
private let switched = payload(contraction, expansion)
private let new = movement("new", 4900)
private let more = movement("expansion", 3000, "2025-04-02", "Seats")

/// The whole output of a grouping, to the byte.
private func exact(_ name: String, _ input: Line..., gives: Line...) -> RuleCase {
  RuleCase(
    name, steps: .init("mrr-group", input, [], 0, nil, [], gives.map { $0.text(.new) }))
}

private func ended(_ at: Instant) -> Sub { Sub(pro, status: "canceled", ended: at) }

extension RuleCase {
  /// Grouping: W1 to W8.
  static let grouping: [RuleCase] = [
    exact("W1", switched, gives: joined(contraction, expansion)),
    RuleCase(
      "W1 (detected)",
      steps: .init(
        "mrr-detect | mrr-group", native("03-15", Sub(pro)), native("04-02", Sub(biz)),
        gives: "new +4900 2025-03-15 Pro", "contraction -4900 2025-04-02 Pro",
        "& expansion +9900 2025-04-02 Biz")),
    RuleCase(
      "W2",
      steps: .init(
        "mrr-group", plain(new, customer: "A"), plain(new, customer: "B"),
        plain(more, customer: "A"),
        gives: "new +4900 2025-04-02 Pro | customer A", "new +4900 2025-04-02 Pro | customer B",
        "expansion +3000 2025-04-02 Seats | customer A")),
    RuleCase(
      "W2 (sorted)",
      steps: .init(
        "mrr-group", plain(new, customer: "A"), plain(more, customer: "A"),
        plain(new, customer: "B"),
        gives: "new +4900 2025-04-02 Pro | customer A",
        "& expansion +3000 2025-04-02 Seats | customer A",
        "new +4900 2025-04-02 Pro | customer B")),
    RuleCase(
      "W3",
      steps: .init(
        "mrr-detect | mrr-group", native("03-15 10:00", Sub(pro)),
        native("03-15 10:59", Sub(biz, id: "sub_2")),
        gives: "new +4900 2025-03-15 Pro", "& new +9900 2025-03-15 Biz")),
    RuleCase(
      "W3 (60 min)",
      steps: .init(
        "mrr-detect | mrr-group", native("03-15 10:00", Sub(pro)),
        native("03-15 11:00", Sub(biz, id: "sub_2")),
        gives: "new +4900 2025-03-15 Pro", "expansion +9900 2025-03-15 Biz")),
    // A churn while another subscription goes on is a contraction when detected; what the case is
    // about, two events that are not joined, is the same for both.
    exact(
      "W4", payload(movement("churn", -4900, sub: "sub_1")),
      payload(
        movement("churn", -9900, sub: "sub_2", isFuture: true), event: "scheduled_cancellation"),
      gives: joined(movement("churn", -4900, sub: "sub_1")),
      joined(
        movement("churn", -9900, sub: "sub_2", isFuture: true), event: "scheduled_cancellation")),
    RuleCase(
      "W4 (without meta)",
      steps: .init(
        "mrr-group", plain(movement("churn", -4900), customer: "A"),
        plain(
          movement("churn", -9900, isFuture: true), customer: "A",
          event: "scheduled_cancellation"),
        gives: "churn -4900 2025-04-02 Pro", "scheduled: churn -9900 2025-04-02 Pro")),
    RuleCase(
      "W4 (detected)",
      steps: .init(
        "mrr-detect | mrr-group", native("03-15", Sub(pro)),
        native("03-15", Sub(biz, id: "sub_2", periodEnd: "04-15")),
        native("04-02", ended("04-02")),
        native("04-02", Sub(biz, id: "sub_2", periodEnd: "04-15", cancelAtPeriodEnd: true)),
        gives: "new +4900 2025-03-15 Pro", "& new +9900 2025-03-15 Biz",
        "contraction -4900 2025-04-02 Pro", "scheduled: churn -9900 2025-04-15 Biz")),
    exact(
      "W5",
      payload(
        contraction, movement("contraction", -9900, sub: "sub_2"),
        statuses: ["active", "canceled"]),
      gives: joined(
        contraction, movement("contraction", -9900, sub: "sub_2"), status: "canceled")),
    RuleCase(
      "W6",
      steps: .init(
        "mrr-group", failedPayment(4900), failedPayment(9900, at: "04-05", invoice: "in_2"),
        gives: "failed: 4900 2025-04-02 card_declined attempt 1 | invoice in_1",
        "failed: 9900 2025-04-05 card_declined attempt 1 | invoice in_2")),
    exact("W7"),
    exact(
      "W8", payload(new, account: "acc_1"), payload(new, account: "acc_2"),
      gives: joined(new, account: "acc_1"), joined(new, account: "acc_2")),
    RuleCase(
      "W8 (without meta)",
      steps: .init(
        "mrr-group", plain(new, customer: "A", account: "acc_1"),
        plain(new, customer: "A", account: "acc_2"),
        gives: "new +4900 2025-04-02 Pro", "new +4900 2025-04-02 Pro")),
  ]
}
