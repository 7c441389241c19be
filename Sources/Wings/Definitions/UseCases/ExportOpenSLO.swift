import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Definitions
import Kernel
import Services
import ServicesUseCases

/// What services are promised, and which share of agreements' clocks, as OpenSLO v1.
public struct ExportOpenSLO: Query {
  public init() {}

  public struct Answer: Hashable, Sendable {
    /// A stream of YAML documents; the same for the same promises.
    public var text: String
    /// What stands in annotations alone, or is not here, a sentence each.
    public var said: [String]
    /// Records in it.
    public var count: Int
  }

  /// - Throws: `forbidden`.
  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.exportDefinitions)
    var said: [String] = []
    var services: [ServiceDefinition] = []
    if look.principal.may(.seeServices) {
      let found = try ListPromises().answer(from: look)
      said += found.unreadable.map { "Not read: \($0)" }
      services = found.services.map { ServiceDefinition($0.service, steps: $0.line.steps(from: $0.today)) }
        .filter { !$0.steps.isEmpty }
    } else {
      said.append("What services are promised is for those who may see services.")
    }
    var shares: [OpenSLO.Share] = []
    if look.principal.may(.seeAgreements) {
      var seen: Set<String> = []
      for version in try AgreementVersions().answer(from: look) where seen.insert(version.key).inserted {
        if version.terms.end.map({ $0 <= look.now }) ?? false { continue }
        for objective in version.terms.agreement.objectives {
          guard let share = objective.compliance else { continue }
          shares.append(
            OpenSLO.Share(
              agreement: version.key, name: version.terms.agreement.name, objective: objective.name, share: share,
              timeZone: version.calendars[objective.calendar]?.definition.timeZone ?? "UTC"))
        }
      }
    }
    let written = OpenSLO.write(services, shares: shares)
    let texts = written.documents.map { FileText.text($0, order: ["apiVersion", "kind", "metadata", "spec"]) }
    return Answer(text: texts.joined(separator: "---\n"), said: said + written.said, count: texts.count)
  }
}
