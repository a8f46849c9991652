/// All faults of the list, one row each.
enum FaultTable {
  static let rows = answerFaults + brokenFaults + tlsFaults + addressFaults + machineFaults

  static let cases = rows.flatMap(\.cases)
}
