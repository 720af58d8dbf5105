package dev.futurewire.monitor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import javafx.application.Platform;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.futurewire.monitor");

    @Test
    void theModelAndAllThatFeedsItKnowsNoToolkit() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.futurewire.monitor.model..",
                        "dev.futurewire.monitor.record..",
                        "dev.futurewire.monitor.export..",
                        "dev.futurewire.monitor.embedded..",
                        "dev.futurewire.monitor.demo..",
                        "dev.futurewire.monitor.settings..",
                        "dev.futurewire.monitor.text..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx..", "atlantafx..")
                .check(CLASSES);
    }

    @Test
    void onlyTheWindowHandsTasksToTheToolkit() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.futurewire.monitor.window")
                .should()
                .callMethod(Platform.class, "runLater", Runnable.class)
                .check(CLASSES);
    }

    @Test
    void theModelKnowsNoView() {
        noClasses()
                .that()
                .resideInAPackage("dev.futurewire.monitor.model..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.futurewire.monitor.window..",
                        "dev.futurewire.monitor.connections..",
                        "dev.futurewire.monitor.details..",
                        "dev.futurewire.monitor.text..")
                .check(CLASSES);
    }
}
