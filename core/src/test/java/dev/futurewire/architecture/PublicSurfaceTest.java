package dev.futurewire.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rules for the public types, and calls that the core must not make. */
@AnalyzeClasses(packages = "dev.futurewire", importOptions = DoNotIncludeTests.class)
class PublicSurfaceTest {
    private static final String INTERNAL = "dev.futurewire.internal";

    @ArchTest
    static final ArchRule publicSignaturesContainNoInternalType = classes()
            .that()
            .resideInAnyPackage("dev.futurewire", "dev.futurewire.observe", "dev.futurewire.testing")
            .should(showNoInternalType());

    @ArchTest
    static final ArchRule exceptionMessagesAreNotEvaluated = noClasses()
            .that()
            .resideInAnyPackage(INTERNAL + ".channel", INTERNAL + ".frame", INTERNAL + ".transport")
            .should()
            .callMethod(Throwable.class, "getMessage")
            .orShould()
            .callMethod(Throwable.class, "getLocalizedMessage");

    @ArchTest
    static final ArchRule threadsDoNotSleep = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "yield");

    @ArchTest
    static final ArchRule delayedExecutorIsNotUsed = noClasses()
            .should()
            .callMethod(CompletableFuture.class, "delayedExecutor", long.class, java.util.concurrent.TimeUnit.class)
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.concurrent.ScheduledThreadPoolExecutor");

    @ArchTest
    static final ArchRule socketsAreOpenedOnlyWhereConnectionsBegin = noClasses()
            .that()
            .resideOutsideOfPackages(INTERNAL + ".transport", INTERNAL + ".loop", INTERNAL + ".server")
            .and()
            .doNotHaveSimpleName("Connector")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.nio\\.channels\\.Asynchronous(Socket|ServerSocket)?Channel(Group)?");

    private static ArchCondition<JavaClass> showNoInternalType() {
        return new ArchCondition<>("show no internal type in a public signature") {
            @Override
            public void check(JavaClass shown, ConditionEvents events) {
                if (!shown.getModifiers().contains(JavaModifier.PUBLIC)) {
                    return;
                }
                for (JavaMember member : shown.getMembers()) {
                    boolean visible = member.getModifiers().contains(JavaModifier.PUBLIC)
                            || member.getModifiers().contains(JavaModifier.PROTECTED);
                    if (visible) {
                        internalTypes(member)
                                .forEach(type -> events.add(SimpleConditionEvent.violated(
                                        member, member.getFullName() + " shows " + type.getName())));
                    }
                }
                Stream.concat(shown.getRawInterfaces().stream(), shown.getRawSuperclass().stream())
                        .filter(PublicSurfaceTest::isInternal)
                        .forEach(type -> events.add(
                                SimpleConditionEvent.violated(shown, shown.getName() + " extends " + type.getName())));
            }
        };
    }

    private static Set<JavaClass> internalTypes(JavaMember member) {
        Stream<JavaClass> types = member instanceof JavaCodeUnit unit
                ? Stream.of(unit.getAllInvolvedRawTypes().stream(), unit.getExceptionTypes().stream())
                        .flatMap(all -> all)
                : ((JavaField) member).getAllInvolvedRawTypes().stream();
        return types.filter(PublicSurfaceTest::isInternal).collect(Collectors.toSet());
    }

    private static boolean isInternal(JavaClass type) {
        return type.getPackageName().startsWith(INTERNAL);
    }
}
