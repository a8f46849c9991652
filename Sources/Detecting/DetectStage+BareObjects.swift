import Billing
import Command
import JSONText

// Objects of Stripe's lists do not say when they changed (rules.md, R1d).
extension DetectStage {
  /// Gives bare objects their times: their own history, or the moment of the export where dated
  /// records tell of the subscription too.
  mutating func dateBareObjects(into output: inout Output) {
    let asOf = asOf ?? 0
    var dated: Set<Symbol> = []
    var bare: [Symbol: Int32] = [:]
    var order: [RecordStore.Key] = []
    for key in store.order {
      guard key.kind == .subscription else {
        order.append(contentsOf: dateBareCustomer(key, asOf, into: &output))
        continue
      }
      let record = store.subscriptions[Int(key.index)]
      guard record.kind == .bare else {
        dated.insert(record.subscription)
        order.append(key)
        continue
      }
      guard let known = bare[record.subscription] else {
        bare[record.subscription] = key.index
        continue
      }
      // Of two objects of one subscription the newer counts.
      let other = store.subscriptions[Int(known)]
      if (record.time, record.origin.digest) > (other.time, other.origin.digest) {
        bare[record.subscription] = key.index
      }
      output.skip("already seen", at: record.origin.place)
    }
    store.order = order
    for (subscription, index) in bare.sorted(by: { $0.value < $1.value }) {
      var object = store.subscriptions[Int(index)]
      let text = store.texts[index]
      // What the ledger knows, it knows from before this export.
      let isDated =
        dated.contains(subscription) || engine.entities.subscription(subscription) != nil
      object.time = asOf
      let steps = isDated ? [object] : BareHistory.records(of: object, asOf: asOf)
      // An end has its own date.
      if isDated && object.endedAt == nil { store.isDatedByAsOf.insert(index) }
      let endsNow =
        object.content.status == .canceled && object.endedAt == nil
        && object.periodEnd ?? .max > asOf
      if !isDated && endsNow {
        let last = steps.count == 1 ? Int(index) : store.subscriptions.count + steps.count - 2
        store.isDatedByAsOf.insert(Int32(last))
      }
      for (place, step) in steps.enumerated() {
        if place == 0 {
          // The object's own place: there are as many objects as subscriptions.
          store.replace(Int(index), step)
          continue
        }
        if let text { store.texts[Int32(store.subscriptions.count)] = text }
        store.add(step)
      }
    }
  }

  /// A customer object holds from the beginning; its discount from its own start.
  mutating func dateBareCustomer(
    _ key: RecordStore.Key, _ asOf: Int64, into output: inout Output
  ) -> [RecordStore.Key] {
    guard key.kind == .customer else { return [key] }
    let record = store.customers[Int(key.index)]
    if record.time != nil { return [key] }
    var keys: [RecordStore.Key] = []
    func add(_ part: CustomerRecord, at time: Int64) {
      var part = part
      part.time = time
      var partKey = key
      partKey.time = time
      if keys.isEmpty {
        store.customers[Int(key.index)] = part
      } else {
        partKey.index = Int32(store.customers.count)
        store.customers.append(part)
      }
      keys.append(partKey)
    }
    let known = engine.entities.customer(record.customer)
    if let known {
      if takeNames(record, of: known) {
        engine.applied += 1
      } else {
        output.skip("already seen", at: record.origin.place)
      }
    } else {
      var names = record
      names.discounts = nil
      names.isDeleted = false
      add(names, at: .min)
    }
    if let known, let slice = record.discounts {
      var discounted = record
      discounted.name = .absent
      discounted.email = .absent
      discounted.isDeleted = false
      discounted.isEmbedded = true
      if let time = discountTime(slice, of: known) { add(discounted, at: time) }
    } else if let slice = record.discounts, slice.count > 0 {
      var discounted = record
      discounted.name = .absent
      discounted.email = .absent
      discounted.isDeleted = false
      discounted.isEmbedded = true
      let starts = reader.memory.pool.discounts[slice.range].compactMap(\.start)
      add(discounted, at: min(starts.min() ?? .min, asOf))
    }
    if record.isDeleted {
      var deleted = record
      deleted.discounts = nil
      deleted.isEmbedded = true
      add(deleted, at: asOf)
    }
    return keys
  }

  mutating func warnOfAsOf(into output: inout Output) {
    if hintedAtOrder { return }
    hintedAtOrder = true
    let moment = Timestamp(seconds: asOf ?? 0).text
    output.warn(
      "changes of objects without a date are dated \(moment), the newest time of the input;"
        + " --as-of says when the export was taken")
  }
}
