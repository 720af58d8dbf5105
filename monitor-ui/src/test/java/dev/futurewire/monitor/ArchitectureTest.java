package dev.futurewire.monitor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.futurewire.monitor.model.Messages;
import javafx.application.Platform;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.futurewire.monitor");

    @Test
    void modelAndSourcesDoNotDependOnTheToolkit() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.futurewire.monitor.model..", "dev.futurewire.monitor.source..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx..", "atlantafx..")
                .check(CLASSES);
    }

    @Test
    void onlyTheWindowSubmitsTasksToTheToolkit() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.futurewire.monitor.ui")
                .should()
                .callMethod(Platform.class, "runLater", Runnable.class)
                .check(CLASSES);
    }

    @Test
    void modelAndSourcesDoNotDependOnViews() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.futurewire.monitor.model..", "dev.futurewire.monitor.source..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.futurewire.monitor.ui..")
                .check(CLASSES);
    }

    @Test
    void modelDoesNotDependOnTexts() {
        noClasses()
                .that()
                .resideInAPackage("dev.futurewire.monitor.model..")
                .and()
                .doNotBelongToAnyOf(Messages.class)
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Messages.class)
                .check(CLASSES);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("dev.futurewire.monitor.(**)")
                .namingSlices("$1")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }
}
