import type { MigrationInterface, QueryRunner } from 'typeorm';

const trigger = (level: 'ROW' | 'STATEMENT'): string =>
  `CREATE TRIGGER wake_ups_wake_relay AFTER INSERT OR UPDATE OF requests ON wake_ups FOR EACH ${level} EXECUTE FUNCTION everhook_wake_relay()`;

/** The relay is woken by wake-ups only: a statement that may ask for one, and does not, wakes nobody. */
export class WakeUpsByRow1700000000009 implements MigrationInterface {
  name = 'WakeUpsByRow1700000000009';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TRIGGER wake_ups_wake_relay ON wake_ups');
    await queryRunner.query(trigger('ROW'));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TRIGGER wake_ups_wake_relay ON wake_ups');
    await queryRunner.query(trigger('STATEMENT'));
  }
}
