import Kernel
import PeopleUseCases

/// The people of the demo company, who they are and where they work.
enum DemoPeople {
  static let teams = [
    ("service-desk", "Service desk"), ("network", "Network"), ("workplace", "Workplace"),
    ("applications", "Applications"),
  ]

  static let staff = [
    PersonDraft(
      name: "amara", displayName: "Amara Osei", email: "amara@alder.example", role: .agent, teams: ["service-desk"]),
    PersonDraft(
      name: "jonas", displayName: "Jonas Weber", email: "jonas@alder.example", role: .agent, teams: ["service-desk"]),
    PersonDraft(
      name: "ines", displayName: "Inês Carvalho", email: "ines@alder.example", role: .agent, teams: ["network"]),
    PersonDraft(
      name: "tomasz", displayName: "Tomasz Lis", email: "tomasz@alder.example", role: .agent, teams: ["network"]),
    PersonDraft(name: "mei", displayName: "Mei Tanaka", email: "mei@alder.example", role: .agent, teams: ["workplace"]),
    PersonDraft(
      name: "david", displayName: "David Brandt", email: "david@alder.example", role: .agent, teams: ["applications"]),
    PersonDraft(
      name: "lena", displayName: "Lena Fischer", email: "lena@alder.example", role: .lead,
      teams: ["service-desk", "workplace"]),
    PersonDraft(
      name: "marc", displayName: "Marc Dubois", email: "marc@alder.example", role: .manager, teams: ["service-desk"]),
    PersonDraft(name: "admin", displayName: "Ada Holm", email: "ada@alder.example", role: .admin),
  ]

  static let requesters = [
    PersonDraft(
      name: "rosa", displayName: "Rosa Keller", email: "rosa@alder.example", role: .requester,
      organisation: "warehouse-hamburg"),
    PersonDraft(
      name: "pierre", displayName: "Pierre Martin", email: "pierre@alder.example", role: .requester,
      organisation: "depot-lyon"),
    PersonDraft(
      name: "sofia", displayName: "Sofia Lindqvist", email: "sofia@alder.example", role: .requester,
      organisation: "head-office"),
    PersonDraft(
      name: "emre", displayName: "Emre Yıldız", email: "emre@alder.example", role: .requester,
      organisation: "warehouse-hamburg"),
    PersonDraft(
      name: "claire", displayName: "Claire Fontaine", email: "claire@alder.example", role: .requester,
      organisation: "depot-lyon"),
    PersonDraft(
      name: "oskar", displayName: "Oskar Berg", email: "oskar@alder.example", role: .requester,
      organisation: "head-office"),
  ]

  static func agents(of team: String) -> [String] {
    staff.filter { $0.role == .agent && $0.teams.contains(team) }.map(\.name)
  }
}
