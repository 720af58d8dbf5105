package dev.futurewire.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of the house, and what no room has. */
@AnalyzeClasses(packages = "dev.futurewire", importOptions = DoNotIncludeTests.class)
class HouseTest {
    private static final String INTERNAL = "dev.futurewire.internal";

    @ArchTest
    static final ArchRule framingKnowsNothingButBytes = classes()
            .that()
            .resideInAPackage(INTERNAL + ".frame")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    INTERNAL + ".frame", "java.lang..", "java.util", "java.nio", "java.nio.charset", "org.jspecify..");

    @ArchTest
    static final ArchRule timeKnowsNothingOfOurs = noClasses()
            .that()
            .resideInAPackage(INTERNAL + ".time")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.futurewire..").and(not(resideInAPackage(INTERNAL + ".time"))));

    @ArchTest
    static final ArchRule theSeamKnowsNothingOfOurs = noClasses()
            .that()
            .resideInAPackage(INTERNAL + ".transport")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("dev.futurewire..").and(not(resideInAPackage(INTERNAL + ".transport"))));

    @ArchTest
    static final ArchRule loopsKnowNoChannel = noClasses()
            .that()
            .resideInAPackage(INTERNAL + ".loop")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    INTERNAL + ".channel",
                    INTERNAL + ".frame",
                    INTERNAL + ".server",
                    INTERNAL + ".tls",
                    INTERNAL + ".trace");

    @ArchTest
    static final ArchRule tlsKnowsNoChannel = noClasses()
            .that()
            .resideInAPackage(INTERNAL + ".tls")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(INTERNAL + ".channel", INTERNAL + ".frame", INTERNAL + ".server", INTERNAL + ".trace");

    @ArchTest
    static final ArchRule channelsKnowNoServer = noClasses()
            .that()
            .resideInAPackage(INTERNAL + ".channel")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(INTERNAL + ".server", INTERNAL + ".trace");

    @ArchTest
    static final ArchRule theCoreNeedsOnlyTheJdk = noClasses()
            .should()
            .dependOnClassesThat(not(resideInAPackage("dev.futurewire.."))
                    .and(not(resideInAPackage("java..")))
                    .and(not(resideInAPackage("javax.net.ssl..")))
                    .and(not(resideInAPackage("jdk.jfr..")))
                    .and(not(resideInAPackage("org.jspecify.."))));

    @ArchTest
    static final ArchRule nothingIsPrinted =
            noClasses().should().accessField(System.class, "out").orShould().accessField(System.class, "err");

    @ArchTest
    static final ArchRule thereIsOneTimer = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.Timer")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.concurrent.ScheduledExecutorService");
}
