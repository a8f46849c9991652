/// Whom a notification is about, to be written.
///
/// Its texts are ranges of the bytes that are lent together with it; nil is written as `null`.
package struct Customer: Sendable {
  /// The customer's id in the billing source; unknown names and e-mails are nil.
  package var id: Range<Int>
  package var name: Range<Int>?
  package var email: Range<Int>?
  package var status: CustomerStatus

  package init(id: Range<Int>, name: Range<Int>?, email: Range<Int>?, status: CustomerStatus) {
    self.id = id
    self.name = name
    self.email = email
    self.status = status
  }
}
