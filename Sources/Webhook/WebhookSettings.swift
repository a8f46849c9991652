/// What is known of one webhook: the contents of its settings file.
struct WebhookSettings: Equatable, Sendable {
  /// Whether notifications are to be sent; means nothing without a URL.
  var isOn = false
  /// An https URL, or `@` and the path of a file whose first line is one.
  var url: String?
  /// The notification types that are sent; nil for all.
  var types: [String]?
  /// The threshold in US dollars, as it was written; nil for none.
  var over: String?
  /// The file of exchange rates.
  var rates: String?
  /// How the endpoint is reached.
  var connection = Connection()
  /// The file of the queue; nil where notifications are sent directly.
  var queue: String?

  /// How an endpoint is reached: options of `mrr-post`, with absolute paths.
  struct Connection: Equatable, Sendable {
    var authorities: String?
    var allowed: [String] = []
    var secretFile: String?
    /// Each `Name: value`, or `@` and the path of a file of such lines.
    var headers: [String] = []
    /// A URL, or `@` and a path.
    var proxy: String?
    var timeout: String?
  }

  /// Where notifications are to be sent; nil where they are not.
  var target: String? { isOn ? url : nil }

  /// It as options of `mrr-filter`.
  var filterOptions: [String] {
    var options: [String] = []
    if let types { options += ["--types", types.joined(separator: ",")] }
    if let over { options += ["--over", over] }
    if let rates { options += ["--rates", rates] }
    return options
  }

  /// What is left when the webhook is disabled.
  var disabled: WebhookSettings {
    var rest = WebhookSettings()
    rest.queue = queue
    return rest
  }
}
