import Foundation

/// A notification line as the tests read it back.
struct Notice: Decodable, Sendable, Equatable {
  struct Customer: Decodable, Sendable, Equatable {
    var id: String
    var name: String?
    var email: String?
    var status: String
    var current_mrr: Int?
    var currency: String?
  }

  struct Movement: Decodable, Sendable, Equatable {
    var type: String
    var mrr_change: Int
    var currency: String
    var date: String
    var plan_name: String
    var subscription_id: String
    var description: String
    var is_future: Bool
  }

  struct Payment: Decodable, Sendable, Equatable {
    var invoice_id: String
    var amount: Int
    var currency: String
    var failure_reason: String
    var attempt_count: Int
    var date: String
  }

  struct Meta: Decodable, Sendable, Equatable {
    var id: String
    var part: Int?
    var last: Bool?
    var at: String
  }

  var event: String
  var account_id: String?
  var timestamp: String?
  var customer: Customer
  var movements: [Movement]?
  var payment: Payment?
  var meta: Meta?

  init(_ line: String) throws {
    self = try JSONDecoder().decode(Notice.self, from: Data(line.utf8))
  }

  /// The opening time of the batch, or the time of the failure, in Unix seconds.
  var openingSeconds: Int? {
    guard let at = meta?.at else { return nil }
    return Instant(at.replacing("T", with: " ").replacing("Z", with: "")).seconds
  }
}

extension Notice {
  /// The line that holds exactly this, in the key order of the payload's documentation.
  var canonical: String {
    var text = "{\"event\":\(JSON.quoted(event))"
    if event == "failed_payment" {
      text += ",\"timestamp\":\(Self.value(timestamp))"
    } else {
      text += ",\"account_id\":\(Self.value(account_id))"
    }
    text +=
      ",\"customer\":{\"id\":\(JSON.quoted(customer.id)),\"name\":\(Self.value(customer.name))"
    text += ",\"email\":\(Self.value(customer.email)),\"status\":\(JSON.quoted(customer.status))"
    if event == "failed_payment" {
      text += ",\"current_mrr\":\(customer.current_mrr.map { String($0) } ?? "?")"
      text += ",\"currency\":\(Self.value(customer.currency))"
    }
    text += "}"
    if let movements {
      text += ",\"movements\":[" + movements.map(\.canonical).joined(separator: ",") + "]"
    }
    if let payment { text += ",\"payment\":" + payment.canonical }
    if let meta { text += ",\"meta\":" + meta.canonical }
    return text + "}"
  }

  fileprivate static func value(_ text: String?) -> String { text.map(JSON.quoted) ?? "null" }
}

extension Notice.Movement {
  var canonical: String {
    let date = JSON.quoted(date)
    return "{\"type\":\(JSON.quoted(type)),\"mrr_change\":\(mrr_change)"
      + ",\"currency\":\(JSON.quoted(currency)),\"date\":\(date)"
      + ",\"plan_name\":\(JSON.quoted(plan_name)),\"subscription_id\":\(JSON.quoted(subscription_id))"
      + ",\"description\":\(JSON.quoted(description)),\"is_future\":\(is_future)}"
  }
}

extension Notice.Payment {
  var canonical: String {
    "{\"invoice_id\":\(JSON.quoted(invoice_id)),\"amount\":\(amount)"
      + ",\"currency\":\(JSON.quoted(currency)),\"failure_reason\":\(JSON.quoted(failure_reason))"
      + ",\"attempt_count\":\(attempt_count),\"date\":\(JSON.quoted(date))}"
  }
}

extension Notice.Meta {
  var canonical: String {
    var text = "{\"id\":\(JSON.quoted(id))"
    if let part { text += ",\"part\":\(part)" }
    if let last { text += ",\"last\":\(last)" }
    return text + ",\"at\":\(JSON.quoted(at))}"
  }
}
