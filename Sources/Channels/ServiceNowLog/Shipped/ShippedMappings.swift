// Written by scripts/shipped-mappings.
/// The mappings of Examples/imports, word by word, so that they are there wherever the product runs.
public enum ShippedMappings {
  public static let all: [(name: String, text: String)] = [
    ("freshdesk", freshdesk),
    ("glpi-en", glpiEn),
    ("glpi-es", glpiEs),
    ("glpi-pt", glpiPt),
    ("jira", jira),
    ("osticket", osticket),
    ("servicenow-labels", servicenowLabels),
    ("servicenow-list", servicenowList),
    ("zammad", zammad),
    ("zendesk", zendesk),
    ("znuny", znuny),
  ]

  /// Nil of a name that none has.
  public static func text(_ name: String) -> [UInt8]? { all.first { $0.name == name }.map { Array($0.text.utf8) } }
}
