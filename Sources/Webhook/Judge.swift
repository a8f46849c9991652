import Command

/// Asks the stages whether they take what the settings say: each knows its own values, and a second
/// copy of its rules would soon be another rule.
enum Judge {
  /// Throws what `mrr-filter` says against the filter, in its own words.
  static func filter(_ settings: WebhookSettings, _ session: Session) throws(Ending) {
    try Enquiry(.filter, settings.filterOptions, session).mustBeGood()
  }

  /// Throws what `mrr-post` says against the URL or the way to it, in its own words; nothing is
  /// sent.
  static func connection(_ settings: WebhookSettings, _ session: Session) throws(Ending) {
    guard let url = settings.url else { return }
    let options = try WebhookCommand.calling { () throws(Failure) in
      try PostArguments(["--quiet"], to: url, by: settings.connection)
    }
    try withExtendedLifetime(options) { () throws(Ending) in
      try Enquiry(.post, options.arguments, descriptors: options.descriptors, session)
    }.mustBeGood()
  }
}
