package io.dptrain.examples;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.dptrain.examples.bench.BenchCommand;
import io.dptrain.examples.check.CheckCommand;
import io.dptrain.examples.gan.GanCommand;
import io.dptrain.examples.mnist.MnistCommand;
import io.dptrain.examples.rnn.RnnCommand;

/** The arrows between the packages of the examples. */
@AnalyzeClasses(
    packages = "io.dptrain.examples",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule data_package_knowsNoTensorFlowAndNoPrivacy =
      noClasses()
          .that()
          .resideInAnyPackage("..mnist.data..", "..gan.data..", "..rnn.data..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.tensorflow..", "io.dptrain.core..", "io.dptrain.accountant..", "picocli..");

  @ArchTest
  static final ArchRule report_package_knowsNoTensorFlowAndNoPrivacy =
      noClasses()
          .that()
          .resideInAnyPackage("io.dptrain.examples.report", "..mnist.report..", "..gan.report..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.tensorflow..", "io.dptrain.core..", "io.dptrain.accountant..", "picocli..");

  @ArchTest
  static final ArchRule data_package_doesNotKnowTheReport =
      noClasses()
          .that()
          .resideInAPackage("..mnist.data..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..mnist.report..");

  @ArchTest
  static final ArchRule data_and_report_doNotKnowTheCommand =
      noClasses()
          .that()
          .resideInAnyPackage("..mnist.data..", "..mnist.report..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.dptrain.examples.mnist", "..mnist.train..", "io.dptrain.examples.bench");

  @ArchTest
  static final ArchRule mnistTraining_knowsTheLibraryAndItsDataAlone =
      noClasses()
          .that()
          .resideInAPackage("..mnist.train..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.dptrain.examples..")
                  .and(not(resideInAnyPackage("..mnist.train..", "..mnist.data..")))
                  .or(resideInAPackage("picocli..")));

  @ArchTest
  static final ArchRule mnistCommand_isKnownToDpAlone =
      classes()
          .that()
          .areAssignableTo(MnistCommand.class)
          .should()
          .onlyHaveDependentClassesThat()
          .belongToAnyOf(Dp.class, MnistCommand.class);

  @ArchTest
  static final ArchRule benchCommand_isKnownToDpAlone =
      classes()
          .that()
          .areAssignableTo(BenchCommand.class)
          .should()
          .onlyHaveDependentClassesThat()
          .belongToAnyOf(Dp.class, BenchCommand.class);

  @ArchTest
  static final ArchRule checkCommand_isKnownToDpAlone =
      classes()
          .that()
          .areAssignableTo(CheckCommand.class)
          .should()
          .onlyHaveDependentClassesThat()
          .belongToAnyOf(Dp.class, CheckCommand.class);

  @ArchTest
  static final ArchRule sweep_doesNotKnowItsCasesNorTheCommand =
      noClasses()
          .that()
          .resideInAPackage("..check.sweep..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.dptrain.examples.check", "io.dptrain.examples.check.op", "picocli..");

  @ArchTest
  static final ArchRule triedOperations_doNotKnowTheLibraryNorTheCommand =
      noClasses()
          .that()
          .resideInAPackage("..check.op..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.dptrain.examples.check", "io.dptrain.core..", "picocli..");

  @ArchTest
  static final ArchRule ganCommand_isKnownToDpAlone =
      classes()
          .that()
          .areAssignableTo(GanCommand.class)
          .should()
          .onlyHaveDependentClassesThat()
          .belongToAnyOf(Dp.class, GanCommand.class);

  @ArchTest
  static final ArchRule gan_partsDoNotKnowTheCommand =
      noClasses()
          .that()
          .resideInAnyPackage("..gan.data..", "..gan.model..", "..gan.report..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.dptrain.examples.gan", "picocli..");

  @ArchTest
  static final ArchRule rnnCommand_isKnownToDpAlone =
      classes()
          .that()
          .areAssignableTo(RnnCommand.class)
          .should()
          .onlyHaveDependentClassesThat()
          .belongToAnyOf(Dp.class, RnnCommand.class);

  @ArchTest
  static final ArchRule rnn_partsDoNotKnowTheCommand =
      noClasses()
          .that()
          .resideInAnyPackage("..rnn.data..", "..rnn.model..", "..rnn.train..", "..rnn.report..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.dptrain.examples.rnn", "picocli..");

  @ArchTest
  static final ArchRule runner_doesNotKnowWhatItRunsNorWhatBecomesOfIt =
      noClasses()
          .that()
          .resideInAPackage("io.dptrain.examples.run")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.dptrain.examples",
              "..examples.lab..",
              "..examples.rnn..",
              "..examples.gan..",
              "..examples.clipping..",
              "..examples.figure..",
              "picocli..");

  @ArchTest
  static final ArchRule figures_knowResultsAndNoExperiment =
      noClasses()
          .that()
          .resideInAPackage("io.dptrain.examples.figure")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..examples.lab..",
              "..examples.rnn..",
              "..examples.gan..",
              "..examples.clipping..",
              "org.tensorflow..",
              "picocli..");

  @ArchTest
  static final ArchRule measuredModels_doNotKnowWhatMeasuresThem =
      noClasses()
          .that()
          .resideInAPackage("..bench.model..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.dptrain.examples.bench", "io.dptrain.core.gradient", "picocli..");

  @ArchTest
  static final ArchRule accounting_needsNoTensorFlowAndNoTraining =
      noClasses()
          .that()
          .resideInAPackage("..examples.accounting..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.tensorflow..", "io.dptrain.core..");

  @ArchTest
  static final ArchRule dp_isKnownToNobody =
      classes()
          .that()
          .areAssignableTo(Dp.class)
          .should()
          .onlyHaveDependentClassesThat()
          .belongToAnyOf(Dp.class);
}
