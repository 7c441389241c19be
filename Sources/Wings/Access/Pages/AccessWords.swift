import Components
import Core
import Kernel
import PeopleUseCases

extension GrantScope {
  /// Behind what is done there: `everywhere`, `with the team network`.
  var words: String {
    switch self {
    case .everything: "everywhere"
    case .organisation(let key): "for the organisation \(key)"
    case .desk(let key): "with the teams of the desk \(key)"
    case .team(let key): "with the team \(key)"
    case .own: "on what they have"
    }
  }
}

extension Reach {
  /// All of it in words.
  var words: String {
    if isEverywhere { return "everywhere" }
    let scopes =
      teams.sorted().map(GrantScope.team) + desks.sorted().map(GrantScope.desk)
      + organisations.sorted().map(GrantScope.organisation)
      + (hasOwn ? [.own] : [])
    return scopes.map(\.words).joined(separator: ", ")
  }
}

extension AccessReport.Part {
  /// How they came by it.
  var words: String {
    let scopes = scopes.map(\.words).joined(separator: ", ")
    return switch source {
    case .home: "home role \(label), \(scopes)"
    case .grant: "grant of \(label), \(scopes)"
    case .team(let key, _): "the team \(key), which holds \(label) \(scopes)"
    }
  }
}

extension AccessGrant.Provenance {
  /// Behind "given".
  func words(_ source: String?) -> String {
    switch self {
    case .hand: "by hand"
    case .group: "by the group \(source ?? "?")"
    case .rule: "by the rule \(source ?? "?")"
    }
  }
}
