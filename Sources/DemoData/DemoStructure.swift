import Core
import Kernel
import Organisation
import OrganisationUseCases

/// Where the demo company is and who works where: organisations, two sites with a depot, two desks, lines of teams, what
/// people can.
enum DemoStructure {
  /// What can be said once teams, people and hours are there.
  static func make(_ app: App, at present: Instant) async throws {
    let boss = Principal.system("demo")
    for draft in records { _ = try await app.run(SaveStructure(draft), as: boss) }
    let today = Int(present.milliseconds / 86_400_000)
    for (name, site, languages, skills) in people {
      let held = skills.map { skill, level, days in
        SkillHeld(skill, level, until: days.map { CivilDate(daysSince1970: today + $0) })
      }
      _ = try await app.run(
        ChangeProfile(of: name, ProfileDraft(site: site, languages: languages, skills: held)), as: boss)
    }
  }

  private static let records: [StructureDraft] = [
    StructureDraft(.organisation, "head-office", name: "Head office", values: ["contact": ["sofia"]]),
    StructureDraft(.organisation, "warehouse-hamburg", name: "Warehouse Hamburg", values: ["contact": ["rosa"]]),
    StructureDraft(.organisation, "depot-lyon", name: "Depot Lyon", values: ["contact": ["pierre"]]),
    StructureDraft(
      .site, "hamburg", name: "Hamburg",
      values: [
        "organisation": ["warehouse-hamburg"], "zone": ["Europe/Berlin"], "languages": ["de", "en"],
        "address": ["Am Kai 4, 20457 Hamburg"],
      ]),
    StructureDraft(
      .site, "lyon", name: "Lyon",
      values: [
        "organisation": ["depot-lyon"], "zone": ["Europe/Paris"], "languages": ["fr", "en"],
        "address": ["12 quai du Dépôt, 69007 Lyon"],
      ]),
    StructureDraft(
      .desk, "central", name: "Central desk",
      values: [
        "zone": ["Europe/Berlin"], "languages": ["de", "en"], "organisations": ["head-office", "warehouse-hamburg"],
        "sites": ["hamburg"],
      ]),
    StructureDraft(
      .desk, "lyon", name: "Desk Lyon",
      values: [
        "zone": ["Europe/Paris"], "languages": ["fr", "en"], "organisations": ["depot-lyon"], "sites": ["lyon"],
      ]),
    StructureDraft(
      .team, "service-desk",
      values: [
        "desk": ["central"], "tier": ["first"], "hours": ["desk"], "languages": ["de", "en"], "lead": ["lena"],
        "deputy": ["amara"],
      ]),
    StructureDraft(
      .team, "workplace", values: ["desk": ["lyon"], "tier": ["second"], "languages": ["fr", "en"], "lead": ["lena"]]),
    StructureDraft(
      .team, "network",
      values: ["desk": ["central"], "tier": ["second"], "hours": ["always"], "lead": ["ines"], "deputy": ["tomasz"]]),
    StructureDraft(.team, "applications", values: ["desk": ["central"], "tier": ["third"], "lead": ["david"]]),
    StructureDraft(.skill, "windows", name: "Windows clients"),
    StructureDraft(.skill, "networking", name: "Networking", values: ["desk": ["central"]]),
    StructureDraft(
      .skill, "firewall-certified", name: "Firewall certificate",
      values: ["about": ["The vendor's certificate, renewed every three years."]]),
    StructureDraft(.skill, "warehouse-app", name: "Warehouse application"),
  ]

  private static let people: [(name: String, site: String, languages: [String], skills: [(String, SkillLevel, Int?)])] =
    [
      ("amara", "hamburg", ["en", "de"], [("windows", .able, nil), ("networking", .guided, nil)]),
      ("jonas", "hamburg", ["de", "en"], [("windows", .expert, nil)]),
      ("ines", "hamburg", ["pt", "en", "de"], [("networking", .authority, nil), ("firewall-certified", .expert, 24)]),
      ("tomasz", "hamburg", ["pl", "en"], [("networking", .able, nil), ("firewall-certified", .able, 410)]),
      ("mei", "lyon", ["en", "fr"], [("windows", .expert, nil), ("warehouse-app", .guided, nil)]),
      ("david", "hamburg", ["de", "en"], [("warehouse-app", .authority, nil), ("firewall-certified", .aware, -6)]),
      ("lena", "hamburg", ["de", "en"], [("windows", .able, nil)]),
      ("rosa", "hamburg", ["de"], []),
      ("pierre", "lyon", ["fr", "en"], []),
    ]
}
