package io.dptrain.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The packages follow the flow of the data, and the arrows between them run one way. */
class ArchitectureTest {
  private static final String CORE = "io.dptrain.core.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.dptrain.core");

  /** Each package may know those before it. The order is that of docs/architecture.md. */
  static final List<String> FLOW =
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
          "internal.inline",
          "savedmodel",
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
          "internal.epoch",
          "optimizer",
          "data",
          "training",
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

  /** What is imported is a graph like any other, and what is exported is one. */
  @Test
  void savedModels_andOptimizers_doNotKnowEachOther() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage("io.dptrain.core.savedmodel")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.dptrain.core.optimizer")
        .check(CLASSES);
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("io.dptrain.core.savedmodel")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.dptrain.core.savedmodel")
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

  /**
   * Public is a promise, so a type is public only if README, docs or examples name it, or a public
   * method of such a type gives or takes it. Whoever adds to them raises the number, with a reason.
   * Ten are of {@code data}: the source, its sink and fields, three sources and one that goes
   * through another in its order, the feeder, the check and its report, each of which an
   * application names.
   */
  @Test
  void publicTypes_areThoseThatUsersMeet() throws IOException {
    Set<JavaClass> api =
        CLASSES.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(PublicSignatures.api())
            .collect(Collectors.toSet());
    assertThat(api).hasSizeLessThanOrEqualTo(106);
    Set<String> words = wordsOfUsers();
    Set<JavaClass> met = new HashSet<>();
    Deque<JavaClass> open = new ArrayDeque<>();
    api.stream().filter(type -> words.contains(type.getSimpleName())).forEach(open::add);
    while (!open.isEmpty()) {
      JavaClass type = open.pop();
      if (api.contains(type) && met.add(type)) {
        given(type).forEach(open::add);
      }
    }
    assertThat(met).isEqualTo(api);
  }

  /** The types above one, and those that its public methods give or take. */
  private static Stream<JavaClass> given(JavaClass type) {
    Stream<JavaType> signatures =
        type.getMethods().stream()
            .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
            .flatMap(
                method ->
                    Stream.concat(
                        Stream.of(method.getReturnType()), method.getParameterTypes().stream()));
    return Stream.concat(signatures, type.getInterfaces().stream())
        .flatMap(signature -> signature.getAllInvolvedRawTypes().stream());
  }

  private static Set<String> wordsOfUsers() throws IOException {
    List<Path> files = new ArrayList<>(List.of(Path.of("../README.md")));
    for (String folder : List.of("../docs", "../dp-examples/src/main")) {
      try (Stream<Path> all = Files.walk(Path.of(folder))) {
        all.filter(file -> file.toString().matches(".*[.](md|java)")).forEach(files::add);
      }
    }
    Set<String> words = new HashSet<>();
    for (Path file : files) {
      words.addAll(List.of(Files.readString(file).split("[^A-Za-z0-9]+")));
    }
    return words;
  }
}
