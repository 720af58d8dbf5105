package dev.futurewire.server.faults;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A class of tests that is a row of the table in {@code docs/testing.md}: when its tests have run, one line says how they
 * went, with the figures that they gave to their {@link FaultReport}.
 */
@ExtendWith(FaultReportExtension.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface FaultRow {
    /** The row's name. */
    String value();
}
