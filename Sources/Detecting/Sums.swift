import Billing

/// An amount in the minor units of a currency.
struct Money: Equatable {
  var currency: Currency
  var amount: Int64
}

/// Amounts by currency, in the order of their codes; hardly ever more than one, which is kept without
/// memory of its own.
struct Sums: Equatable {
  /// Of no currency where there is none.
  private var first = Money(currency: .none, amount: 0)
  private var others: [Money] = []

  /// Adds an amount in one currency; amounts of 0 are not kept.
  mutating func add(_ amount: Int64, _ currency: Currency) {
    guard let index = firstIndex(where: { $0.currency >= currency }) else {
      if amount != 0 { insert(Money(currency: currency, amount: amount), at: count) }
      return
    }
    if self[index].currency != currency {
      if amount != 0 { insert(Money(currency: currency, amount: amount), at: index) }
      return
    }
    let sum = self[index].amount.addingReportingOverflow(amount).partialValue
    if sum == 0 { return remove(at: index) }
    if index == 0 { first.amount = sum } else { others[index - 1].amount = sum }
  }

  /// Adds the MRR of lines.
  mutating func add(_ lines: Lines) {
    for line in lines { add(line.amount, line.key.currency) }
  }

  private mutating func insert(_ money: Money, at place: Int) {
    if place > 0 {
      others.insert(money, at: place - 1)
    } else {
      if !isEmpty { others.insert(first, at: 0) }
      first = money
    }
  }

  private mutating func remove(at place: Int) {
    if place > 0 {
      others.remove(at: place - 1)
    } else {
      first = others.isEmpty ? Money(currency: .none, amount: 0) : others.removeFirst()
    }
  }
}

extension Sums: RandomAccessCollection {
  var startIndex: Int { 0 }
  var endIndex: Int { first.currency == .none ? 0 : 1 + others.count }
  subscript(place: Int) -> Money { place == 0 ? first : others[place - 1] }
}
