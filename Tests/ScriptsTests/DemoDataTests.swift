import Foundation
import TestSupport
import Testing

/// What `scripts/demo` is about: the events, and the tables of what must come of them.
enum DemoData {
  static let folder = Places.repository.appending(path: "scripts/demo.d")

  /// The rows of a table, by column.
  static func table(_ name: String) throws -> [[String: String]] {
    let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    let lines = text.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }
}

/// A line that mrr-detect writes, as the tables tell it.
private struct Notification: Decodable {
  struct Customer: Decodable {
    let id: String
    let name: String?
    let email: String?
    let status: String
    let current_mrr: Int?
    let currency: String?
  }
  struct Movement: Decodable {
    let type: String
    let mrr_change: Int
    let currency: String
    let date: String
    let plan_name: String
    let subscription_id: String
    let description: String
    let is_future: Bool
  }
  struct Payment: Decodable {
    let invoice_id: String
    let amount: Int
    let currency: String
    let failure_reason: String
    let attempt_count: Int
    let date: String
  }
  let event: String
  let account_id: String?
  let timestamp: String?
  let customer: Customer
  let movements: [Movement]?
  let payment: Payment?

  var person: [String: String] {
    [
      "customer": customer.id, "name": customer.name ?? "null", "email": customer.email ?? "null",
      "status": customer.status,
    ]
  }

  var movementRow: [String: String]? {
    guard let movements, movements.count == 1, account_id == "acc_demo" else { return nil }
    let movement = movements[0]
    return person.merging([
      "event": event, "type": movement.type, "mrr_change": "\(movement.mrr_change)",
      "currency": movement.currency, "date": movement.date, "plan_name": movement.plan_name,
      "subscription_id": movement.subscription_id, "description": movement.description,
      "is_future": "\(movement.is_future)",
    ]) { $1 }
  }

  var paymentRow: [String: String]? {
    guard let payment, let timestamp, let mrr = customer.current_mrr else { return nil }
    return person.merging([
      "timestamp": timestamp, "current_mrr": "\(mrr)", "currency": customer.currency ?? "null",
      "invoice_id": payment.invoice_id, "amount": "\(payment.amount)",
      "payment_currency": payment.currency, "failure_reason": payment.failure_reason,
      "attempt_count": "\(payment.attempt_count)", "date": payment.date,
    ]) { $1 }
  }
}

/// The events against the tables, which were worked out by hand from the rules.
@Suite struct DemoDataTests {
  @Test func theEventsGiveTheTables() throws {
    let run = try Bench().run(
      Places.programs.appending(path: "mrr-detect"),
      ["--account", "acc_demo", DemoData.folder.appending(path: "events.jsonl").path])
    #expect(run.status == 0)
    #expect(run.errors == "")
    let lines = try run.lines.map {
      try JSONDecoder().decode(Notification.self, from: Data($0.utf8))
    }
    let expected = try DemoData.table("expected-movements.tsv").map { row in
      row.filter { $0.key != "over_15" }
    }
    #expect(lines.filter { $0.payment == nil }.map(\.movementRow) == expected)
    let failures = try DemoData.table("expected-failed-payments.tsv")
    #expect(lines.filter { $0.payment != nil }.map(\.paymentRow) == failures)
  }
}
