/// How a customer stands, over all its subscriptions: the four values of the payload.
package enum CustomerStatus: Sendable, CaseIterable {
  case active, trialing, pastDue, canceled
}
