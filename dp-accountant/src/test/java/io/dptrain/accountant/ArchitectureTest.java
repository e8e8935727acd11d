package io.dptrain.accountant;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the packages run one way, and the API names only itself. */
@AnalyzeClasses(
    packages = "io.dptrain.accountant",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule packages_dependOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("internal")
          .definedBy("..accountant.internal..")
          .layer("contract")
          .definedBy("io.dptrain.accountant")
          .layer("event")
          .definedBy("..accountant.event..")
          .layer("rdp")
          .definedBy("..accountant.rdp..")
          .layer("analytic")
          .definedBy("..accountant.analytic..")
          .layer("pld")
          .definedBy("..accountant.pld..")
          .layer("calibration")
          .definedBy("..accountant.calibration..")
          .layer("attack")
          .definedBy("..accountant.attack..")
          .layer("group")
          .definedBy("..accountant.group..")
          .layer("tuning")
          .definedBy("..accountant.tuning..")
          .layer("filter")
          .definedBy("..accountant.filter..")
          .layer("ledger")
          .definedBy("..accountant.ledger..")
          .layer("statement")
          .definedBy("..accountant.statement..")
          .whereLayer("attack")
          .mayOnlyBeAccessedByLayers("statement")
          .whereLayer("group")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("tuning")
          .mayOnlyBeAccessedByLayers("filter")
          .whereLayer("filter")
          .mayOnlyBeAccessedByLayers("ledger", "statement")
          .whereLayer("ledger")
          .mayOnlyBeAccessedByLayers("statement")
          .whereLayer("statement")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("calibration")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("rdp")
          .mayOnlyBeAccessedByLayers("pld", "calibration", "tuning", "filter", "statement")
          .whereLayer("analytic")
          .mayOnlyBeAccessedByLayers("calibration", "filter")
          .whereLayer("pld")
          .mayOnlyBeAccessedByLayers("calibration", "filter", "statement")
          .whereLayer("event")
          .mayOnlyBeAccessedByLayers(
              "contract",
              "rdp",
              "analytic",
              "pld",
              "calibration",
              "tuning",
              "filter",
              "ledger",
              "statement")
          .ensureAllClassesAreContainedInArchitecture()
          .because("an accountant knows events, calibration knows accountants, never the reverse");

  @ArchTest
  static final ArchRule internal_knowsNoOtherPackage =
      noClasses()
          .that()
          .resideInAPackage("..accountant.internal..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..accountant.event..",
              "..accountant.rdp..",
              "..accountant.analytic..",
              "..accountant.pld..")
          .because("arithmetic and argument checks know nothing of privacy");

  @ArchTest
  static final ArchRule module_needsOnlyTheJdkAndCommonsMath =
      classes()
          .that()
          .resideOutsideOfPackages("..accountant.ledger..", "..accountant.statement..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "io.dptrain.accountant..", "org.apache.commons.math3..")
          .because("accounting must run where TensorFlow does not");

  @ArchTest
  static final ArchRule ledger_needsOnlyTheJdkAndHashes =
      classes()
          .that()
          .resideInAnyPackage("..accountant.ledger..", "..accountant.statement..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "javax.sql..", "io.dptrain.accountant..", "org.bouncycastle.crypto..")
          .because("a ledger must be kept where TensorFlow does not run");

  @ArchTest
  static final ArchRule publicSignatures_nameNoInternalType =
      classes()
          .that(PublicSignatures.api())
          .should(new PublicSignatures())
          .because("what a user cannot name, a user cannot hold, and it is no promise");
}
