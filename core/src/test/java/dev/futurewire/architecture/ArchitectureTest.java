package dev.futurewire.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncQueue;
import dev.futurewire.AsyncSemaphore;
import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.FrameDecoder;
import dev.futurewire.Futures;
import dev.futurewire.ServerOptions;
import dev.futurewire.TaskGroup;
import dev.futurewire.TlsOptions;
import dev.futurewire.observe.Connections;
import dev.futurewire.observe.LogLimiter;
import dev.futurewire.observe.Replay;
import dev.futurewire.observe.Trace;
import dev.futurewire.observe.TraceRecorder;
import dev.futurewire.testing.ChannelPair;
import dev.futurewire.testing.TestWorld;

/**
 * Which package may depend on which.
 *
 * <p>The packages below {@code internal} form no cycle. The public packages, {@code dev.futurewire}, {@code
 * dev.futurewire.observe} and {@code dev.futurewire.testing}, count as one layer: {@code AsyncChannel.snapshot()} and {@code ServerOptions.listener()} need types
 * of the latter, which in turn need those of the former. A public class is implemented by internal ones, which return public
 * types, so each facade listed here closes a cycle with the package it delegates to; all other public classes know no
 * internal one.
 */
@AnalyzeClasses(packages = "dev.futurewire", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String INTERNAL = "dev.futurewire.internal";

    /** The public classes, with their builders, that delegate to internal ones. */
    private static final Class<?>[] FACADES = {
        AsyncChannel.class,
        AsyncQueue.class,
        AsyncSemaphore.class,
        AsyncServer.class,
        ChannelOptions.class,
        ChannelPair.class,
        ConnectionHandler.class,
        Connections.class,
        FrameDecoder.class,
        Futures.class,
        LogLimiter.class,
        Replay.class,
        ServerOptions.class,
        TaskGroup.class,
        TestWorld.class,
        TlsOptions.class,
        Trace.class,
        TraceRecorder.class
    };

    @ArchTest
    static final ArchRule internalPackagesFormNoCycle =
            slices().matching(INTERNAL + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyFacadesUseInternalClasses = noClasses()
            .that(resideInAnyPackage("dev.futurewire", "dev.futurewire.observe", "dev.futurewire.testing")
                    .and(not(belongToAnyOf(FACADES))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(INTERNAL + "..");

    @ArchTest
    static final ArchRule framingUsesOnlyBytesAndText = classes()
            .that()
            .resideInAPackage(INTERNAL + ".frame")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    INTERNAL + ".frame", "java.lang..", "java.util", "java.nio", "java.nio.charset", "org.jspecify..");

    @ArchTest
    static final ArchRule timersAreIndependent = noClasses()
            .that()
            .resideInAPackage(INTERNAL + ".time")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.futurewire..").and(not(resideInAPackage(INTERNAL + ".time"))));

    @ArchTest
    static final ArchRule transportsAreIndependent = noClasses()
            .that()
            .resideInAPackage(INTERNAL + ".transport")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("dev.futurewire..").and(not(resideInAPackage(INTERNAL + ".transport"))));

    @ArchTest
    static final ArchRule loopsAndTurnsDoNotUseThePublicApi = noClasses()
            .that()
            .resideInAnyPackage(
                    INTERNAL + ".jfr",
                    INTERNAL + ".loop",
                    INTERNAL + ".memory",
                    INTERNAL + ".transport",
                    INTERNAL + ".turn")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.futurewire", "dev.futurewire.observe");

    @ArchTest
    static final ArchRule loopsDoNotUseWhatTheyRun = noClasses()
            .that()
            .resideInAPackage(INTERNAL + ".loop")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    INTERNAL + ".channel",
                    INTERNAL + ".connect",
                    INTERNAL + ".frame",
                    INTERNAL + ".future",
                    INTERNAL + ".input",
                    INTERNAL + ".output",
                    INTERNAL + ".server",
                    INTERNAL + ".task",
                    INTERNAL + ".tls",
                    INTERNAL + ".trace",
                    INTERNAL + ".turn");

    @ArchTest
    static final ArchRule turnsDoNotUseChannels = noClasses()
            .that()
            .resideInAPackage(INTERNAL + ".turn")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    INTERNAL + ".channel",
                    INTERNAL + ".connect",
                    INTERNAL + ".frame",
                    INTERNAL + ".input",
                    INTERNAL + ".output",
                    INTERNAL + ".server",
                    INTERNAL + ".tls",
                    INTERNAL + ".trace");

    @ArchTest
    static final ArchRule halvesDoNotUseChannels = noClasses()
            .that()
            .resideInAnyPackage(INTERNAL + ".input", INTERNAL + ".output")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    INTERNAL + ".channel",
                    INTERNAL + ".connect",
                    INTERNAL + ".server",
                    INTERNAL + ".trace",
                    INTERNAL + ".turn");

    @ArchTest
    static final ArchRule futuresDoNotUseChannels = noClasses()
            .that()
            .resideInAnyPackage(INTERNAL + ".callsite", INTERNAL + ".future")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    INTERNAL + ".channel",
                    INTERNAL + ".connect",
                    INTERNAL + ".frame",
                    INTERNAL + ".input",
                    INTERNAL + ".output",
                    INTERNAL + ".server",
                    INTERNAL + ".task",
                    INTERNAL + ".tls",
                    INTERNAL + ".trace",
                    INTERNAL + ".transport",
                    INTERNAL + ".turn");

    @ArchTest
    static final ArchRule tasksDoNotUseChannels = noClasses()
            .that()
            .resideInAPackage(INTERNAL + ".task")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    INTERNAL + ".channel",
                    INTERNAL + ".connect",
                    INTERNAL + ".frame",
                    INTERNAL + ".input",
                    INTERNAL + ".output",
                    INTERNAL + ".server",
                    INTERNAL + ".tls",
                    INTERNAL + ".trace",
                    INTERNAL + ".transport");

    @ArchTest
    static final ArchRule tlsDoesNotUseChannels = noClasses()
            .that()
            .resideInAPackage(INTERNAL + ".tls")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    INTERNAL + ".channel",
                    INTERNAL + ".connect",
                    INTERNAL + ".frame",
                    INTERNAL + ".future",
                    INTERNAL + ".server",
                    INTERNAL + ".trace");

    @ArchTest
    static final ArchRule channelsDoNotUseServers = noClasses()
            .that()
            .resideInAPackage(INTERNAL + ".channel")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(INTERNAL + ".connect", INTERNAL + ".server", INTERNAL + ".trace");

    @ArchTest
    static final ArchRule nothingButTestsUsesTheTestTools = noClasses()
            .that()
            .resideOutsideOfPackage("dev.futurewire.testing")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.futurewire.testing");

    @ArchTest
    static final ArchRule onlyTheJdkIsUsed = noClasses()
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
    static final ArchRule noTimerOfTheJdkIsUsed = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.Timer")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.concurrent.ScheduledExecutorService");
}
