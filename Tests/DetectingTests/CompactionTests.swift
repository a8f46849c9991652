import Testing

/// A stream that goes on for long leaves behind what is of no more use.
@Suite struct CompactionTests {
  /// Subscriptions of several customers that change, end and come back, with discounts that end, and
  /// batches that are open meanwhile.
  private static let texts: [String] = {
    var texts: [String] = []
    for day in 1...28 {
      for customer in 1...3 where (day + customer) % 3 > 0 {
        let date = "0\(2 + customer % 2)-\(day < 10 ? "0" : "")\(day)T10:0\(customer):00Z"
        let items = "Pro:\(1000 + 10 * day) Biz:\(500 * customer):\(day % 4)"
        let isOver = day % 9 == 0
        let discount =
          day % 2 == 0
          ? #","discounts":[{"percent_off":10,"duration":"repeating","end":"2025-04-05"}]"# : ""
        texts.append(
          subscription(
            date, items, id: "sub_\(customer)", customer: "cus_\(customer)",
            status: isOver ? "canceled" : "active",
            more: discount + (isOver ? #","ended_at":"2025-\#(date)""# : "")))
      }
    }
    texts.append(
      #"{"record":"customer","id":"cus_1","at":"2025-03-29","discounts":[{"percent_off":5,"#
        + #""duration":"forever"}]}"#)
    texts.append(
      subscription("05-01", "Pro:1", id: "sub_9", customer: "cus_9"))
    return texts.sorted { value("at", $0) < value("at", $1) }
  }()

  @Test func changesNothing() {
    let plain = detect(Self.texts) { $0.isStream = true }
    let compacted = detect(Self.texts, compacts: true) { $0.isStream = true }
    #expect(plain.lines.count > 60)
    #expect(plain.rejections.isEmpty)
    #expect(compacted.lines == plain.lines)
    #expect(compacted.rejections.isEmpty)
  }
}
