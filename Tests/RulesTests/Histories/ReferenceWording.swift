/// What R14 says of a line that differs, where it is plain about it.
struct ReferenceWording {
  /// What is known of a line besides its MRR: of counted subscriptions only, free lines too.
  struct Info: Equatable {
    var quantity = 0
    var items: Set<String> = []
    var prices: Set<String> = []
  }

  typealias Key = Reference.Key

  var before: [Key: Info]
  var after: [Key: Info]

  static func infos(of sub: Sub) -> [Key: Info] {
    guard sub.status == "active" || sub.status == "past_due" else { return [:] }
    var result: [Key: Info] = [:]
    for item in sub.items {
      let key = Key(
        sub: sub.id, plan: item.plan ?? "", interval: "\(item.interval)/\(item.count)",
        currency: sub.currency)
      result[key, default: Info()].quantity += item.quantity ?? 1
      result[key]?.items.insert(item.id)
      result[key]?.prices.insert("\(item.id) \(item.amount ?? -1) \(item.tiersMode ?? "")")
    }
    return result
  }

  /// The description of a line; nil where this does not venture to say.
  func text(_ key: Key, type: String, isScheduled: Bool = false) -> String? {
    if isScheduled { return "scheduled cancellation of \(key.plan)" }
    if type == "new" { return "subscribed to \(key.plan)" }
    if type == "reactivation" { return "resubscribed to \(key.plan)" }
    switch (before[key], after[key]) {
    case (let old?, let new?):
      if old.quantity == 0 || new.quantity == 0 { return nil }
      if old.quantity != new.quantity {
        return "changed quantity of \(key.plan) from \(old.quantity) to \(new.quantity)"
      }
      if old.items != new.items { return nil }
      return old.prices == new.prices
        ? "discount on \(key.plan) changed" : "price of \(key.plan) changed"
    case (_?, nil):
      if !after.keys.contains(where: { $0.sub == key.sub }) {
        return type == "churn" ? "canceled \(key.plan)" : "removed \(key.plan)"
      }
      return switched(key, from: true)
        ?? (type == "churn" ? nil : lone(key, before, after, "removed"))
    case (nil, _?):
      if !before.keys.contains(where: { $0.sub == key.sub }) { return "added \(key.plan)" }
      return switched(key, from: false) ?? lone(key, after, before, "added")
    case (nil, nil): return nil
    }
  }

  /// A line gone and a line come, of one subscription, one of each.
  private func switched(_ key: Key, from isOld: Bool) -> String? {
    let gone = before.keys.filter { $0.sub == key.sub && after[$0] == nil }
    let come = after.keys.filter { $0.sub == key.sub && before[$0] == nil }
    guard gone.count == 1, come.count == 1 else { return nil }
    guard gone[0].plan != come[0].plan else {
      return "switched \(key.plan) from \(Self.word(gone[0].interval))"
        + " to \(Self.word(come[0].interval))"
    }
    return isOld
      ? "switched from \(key.plan) to \(come[0].plan)"
      : "switched to \(key.plan) from \(gone[0].plan)"
  }

  /// Come or gone while nothing of its subscription went or came the other way.
  private func lone(_ key: Key, _ here: [Key: Info], _ there: [Key: Info], _ verb: String)
    -> String?
  {
    let items = here[key]?.items ?? []
    for (other, info) in there where other.sub == key.sub {
      if here[other] == nil || !info.items.isDisjoint(with: items) { return nil }
    }
    return "\(verb) \(key.plan)"
  }

  private static func word(_ interval: String) -> String {
    let parts = interval.split(separator: "/")
    if interval == "month/3" { return "quarterly" }
    if parts[1] != "1" { return "every \(parts[1]) \(parts[0])s" }
    return parts[0] == "day" ? "daily" : "\(parts[0])ly"
  }
}
