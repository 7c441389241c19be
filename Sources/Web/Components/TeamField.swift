import Markup

extension HTML {
  /// A team out of a list; where there is none, as there are too many teams for one, its key.
  public func teamField(
    _ name: String, _ label: String, _ teams: [Choice], _ state: FormState, hint: String? = nil, optional: Bool = false,
    none: String? = nil, id: String? = nil
  ) {
    if teams.isEmpty {
      let words = [hint, "The key of the team."].compactMap(\.self).joined(separator: " ")
      field(name, label, state, hint: words, optional: optional, id: id) { tied in
        void("input", tied + [.type("text"), .value(state[name]), .autocomplete("off"), .maxlength(100)])
      }
    } else {
      selectField(name, label, teams, state, hint: hint, optional: optional, none: none, id: id)
    }
  }
}
