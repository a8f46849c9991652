import Testing

/// The numbered cases of the MRR rules, run through the built programs as JSON lines.
@Suite("The rules")
struct NumberedCases {
  @Test("Intervals and rounding", arguments: RuleCase.intervals)
  func intervals(_ row: RuleCase) throws { try row.check() }

  @Test("Changes", arguments: RuleCase.changes)
  func changes(_ row: RuleCase) throws { try row.check() }

  @Test("Several subscriptions, batches", arguments: RuleCase.several)
  func several(_ row: RuleCase) throws { try row.check() }

  @Test("Trials, statuses", arguments: RuleCase.statuses)
  func statuses(_ row: RuleCase) throws { try row.check() }

  @Test("Discounts", arguments: RuleCase.discounts)
  func discounts(_ row: RuleCase) throws { try row.check() }

  @Test("Cancellation", arguments: RuleCase.cancellations)
  func cancellations(_ row: RuleCase) throws { try row.check() }

  @Test("Order, duplicates, time", arguments: RuleCase.times)
  func times(_ row: RuleCase) throws { try row.check() }

  @Test("Opening balance, amounts", arguments: RuleCase.openings)
  func openings(_ row: RuleCase) throws { try row.check() }

  @Test("Failed payments", arguments: RuleCase.payments)
  func payments(_ row: RuleCase) throws { try row.check() }

  @Test("The saved state", arguments: RuleCase.ledger)
  func ledger(_ row: RuleCase) throws { try row.check() }

  @Test("The saved state, sentence by sentence", arguments: RuleCase.ledgerRows)
  func ledgerRows(_ row: RuleCase) throws { try row.check() }

  @Test("Invoices only", arguments: RuleCase.invoiceBasis)
  func invoiceBasis(_ row: RuleCase) throws { try row.check() }

  @Test("Invoices only, sentence by sentence", arguments: RuleCase.invoiceRows)
  func invoiceRows(_ row: RuleCase) throws { try row.check() }

  @Test("The filter", arguments: RuleCase.filtering)
  func filtering(_ row: RuleCase) throws { try row.check() }

  @Test("Grouping", arguments: RuleCase.grouping)
  func grouping(_ row: RuleCase) throws { try row.check() }

  @Test("Reading and ordering, sentence by sentence", arguments: RuleCase.reading)
  func reading(_ row: RuleCase) throws { try row.check() }

  @Test("The MRR of a line, sentence by sentence", arguments: RuleCase.values)
  func values(_ row: RuleCase) throws { try row.check() }

  @Test("Batches, types, ends, sentence by sentence", arguments: RuleCase.movements)
  func movements(_ row: RuleCase) throws { try row.check() }

  @Test("Failed payments, sentence by sentence", arguments: RuleCase.failures)
  func failures(_ row: RuleCase) throws { try row.check() }

  @Test("Every number has a row, and no name is used twice")
  func complete() {
    let numbers = Set(RuleCase.all.map(\.number))
    #expect(RuleCase.numbers.filter { !numbers.contains($0) } == [])
    var seen: Set<String> = []
    #expect(RuleCase.all.map(\.name).filter { !seen.insert($0).inserted } == [])
  }

  @Test("The id of a payload is the one of the documented vectors")
  func vectors() {
    #expect(
      WellFormed.paymentID("acc_abc123\ncus_456\nmrr_movement\n1743588000\n\n")
        == "mrr_7da75ce7c09dc82d0ec0389ca7b84793")
    #expect(
      WellFormed.paymentID("acc_abc123\ncus_456\nscheduled_cancellation\n1743588000\n\n")
        == "mrr_a578fc2d9efc0f5d36967e90e3938f5d")
    #expect(
      WellFormed.paymentID("acc_abc123\ncus_456\nfailed_payment\n1742049000\ninv_789\n")
        == "mrr_a5a913394d3acdd03bb7084d662b75c3")
  }
}
