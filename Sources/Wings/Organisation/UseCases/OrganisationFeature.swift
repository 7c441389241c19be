import Core
import Kernel
import Organisation
import Storage

extension Feature {
  public static let organisation = Feature(
    "Organisation", permissions: [.seeStructure, .manageStructure, .assessSkills],
    migrations: OrganisationMigrations.all,
    projections: [StructureProjection.self, ProfileProjection.self],
    personal: [OrganisationRecords.self],
    subjects: [
      StreamNaming(StructureProjection.prefix, .seeStructure) { ids, transaction in
        try StructureStore.names(ids, in: transaction)
      },
      StreamNaming(ProfileProjection.prefix, .seeStructure) { ids, transaction in
        try ProfileStore.names(ids, in: transaction)
      },
    ])
}

extension Permission {
  public static let seeStructure = Permission(
    "structure.see", from: .agent, "see organisations, sites, desks, lines of teams, and who can do what",
    holds: .anyScope)
  public static let manageStructure = Permission(
    "structure.manage", from: .admin, "change organisations, sites, desks, lines of teams, and where people belong")
  public static let assessSkills = Permission("skills.assess", from: .lead, "say what people can, and how well")
}
