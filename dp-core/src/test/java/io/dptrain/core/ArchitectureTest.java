package io.dptrain.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The packages follow the flow of the data, and the arrows between them run one way. */
class ArchitectureTest {
  private static final String CORE = "io.dptrain.core.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.dptrain.core");

  /** Each package may know those before it. The order is that of docs/architecture.md. */
  private static final List<String> FLOW =
      List.of(
          "internal",
          "graph",
          "internal.graph.op",
          "internal.graph",
          "internal.graph.axis",
          "internal.graph.fault",
          "internal.graph.flow",
          "internal.graph.backward",
          "internal.graph.mapping",
          "internal.graph.proof",
          "internal.graph.loss",
          "gradient",
          "internal.gradient.form",
          "internal.gradient.rule",
          "internal.gradient",
          "clip",
          "random",
          "noise",
          "sampling",
          "internal.seam",
          "plan",
          "ledger",
          "check",
          "internal.check",
          "internal.state",
          "internal.sums",
          "internal.update",
          "optimizer",
          "internal.norm",
          "stability.clip",
          "stability.backprop",
          "stability.weights",
          "stability.penalty",
          "stability.monitor",
          "stability.board");

  @Test
  void packages_followTheFlow() {
    List<String> against = new ArrayList<>();
    for (JavaClass from : CLASSES) {
      for (Dependency arrow : from.getDirectDependenciesFromSelf()) {
        JavaClass to = arrow.getTargetClass().getBaseComponentType();
        if (to.getPackageName().startsWith(CORE)
            && placeOf(to.getPackageName()) > placeOf(from.getPackageName())) {
          against.add(from.getName() + " -> " + to.getName());
        }
      }
    }
    assertThat(against.stream().distinct()).as("arrows against the flow").isEmpty();
  }

  private static int placeOf(String name) {
    int place = FLOW.indexOf(name.substring(CORE.length()));
    assertThat(place).as("the place of %s in the flow", name).isNotNegative();
    return place;
  }

  /** What gives privacy stands on nothing that does not. */
  @Test
  void stability_isKnownToNothingElse() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("io.dptrain.core.stability..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.dptrain.core.stability..")
        .check(CLASSES);
  }

  /** A worker runs the first, and a driver the second. */
  @Test
  void halvesOfTheStep_doNotKnowEachOther() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage("io.dptrain.core.internal.sums")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.dptrain.core.internal.update")
        .check(CLASSES);
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage("io.dptrain.core.internal.update")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.dptrain.core.internal.sums")
        .check(CLASSES);
  }

  /** Few enough to be read as a whole. */
  @Test
  void packages_holdNoMoreThanTwentyTypes() {
    Map<String, Long> sizes =
        CLASSES.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getPackageName, TreeMap::new, Collectors.counting()));
    assertThat(sizes)
        .isNotEmpty()
        .allSatisfy((name, size) -> assertThat(size).as(name).isLessThanOrEqualTo(20));
  }

  /** A user who is given a value can name its type. */
  @Test
  void publicSignatures_nameNoInternalType() {
    ArchRuleDefinition.classes()
        .that(PublicSignatures.api())
        .should(new PublicSignatures())
        .check(CLASSES);
  }

  /** Public is a promise: whoever adds to these types has a reason, and raises the number. */
  @Test
  void publicTypes_areFew() {
    assertThat(CLASSES.stream().filter(JavaClass::isTopLevelClass).filter(PublicSignatures.api()))
        .hasSizeLessThanOrEqualTo(60);
  }
}
