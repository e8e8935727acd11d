package io.dptrain.core;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

/** The packages follow the flow of the data, and the arrows between them run one way. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.dptrain.core");

  @Test
  void packages_followTheFlow() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("graph")
        .definedBy("io.dptrain.core.graph..")
        .layer("gradient")
        .definedBy("io.dptrain.core.gradient..")
        .layer("clip")
        .definedBy("io.dptrain.core.clip..")
        .layer("check")
        .definedBy("io.dptrain.core.check..")
        .layer("noise")
        .definedBy("io.dptrain.core.noise..")
        .layer("mechanism")
        .definedBy("io.dptrain.core.mechanism..")
        .layer("sampling")
        .definedBy("io.dptrain.core.sampling..")
        .layer("ledger")
        .definedBy("io.dptrain.core.ledger..")
        .layer("optimizer")
        .definedBy("io.dptrain.core.optimizer..")
        .layer("stability")
        .definedBy("io.dptrain.core.stability..")
        .whereLayer("optimizer")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("stability")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("check")
        .mayOnlyBeAccessedByLayers("optimizer")
        .whereLayer("sampling")
        .mayOnlyBeAccessedByLayers("optimizer")
        .whereLayer("ledger")
        .mayOnlyBeAccessedByLayers("optimizer")
        .whereLayer("mechanism")
        .mayOnlyBeAccessedByLayers("optimizer")
        .whereLayer("noise")
        .mayOnlyBeAccessedByLayers("mechanism", "sampling", "optimizer")
        .whereLayer("clip")
        .mayOnlyBeAccessedByLayers("mechanism", "check", "optimizer", "stability")
        .whereLayer("gradient")
        .mayOnlyBeAccessedByLayers("clip", "check", "optimizer", "stability")
        .whereLayer("graph")
        .mayOnlyBeAccessedByLayers("gradient", "check", "optimizer", "stability")
        .check(CLASSES);
  }

  @Test
  void packages_haveNoCycles() {
    SlicesRuleDefinition.slices()
        .matching("io.dptrain.core.(*)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }
}
